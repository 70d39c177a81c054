import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { log } from "../../../src/platform/log.ts";
import { useApp } from "../../support/app.ts";
import { eventOf, post, secret } from "../../support/data/events.ts";
import { until } from "../../support/waiting.ts";

const app = await useApp();

test("R15: a notification that is cut off is logged as that and not as an error, and stores nothing", async (t) => {
  const [info, error] = [t.mock.method(log, "info"), t.mock.method(log, "error")];
  const said = () => info.mock.calls.some((call) => /ended within/.test(String(call.arguments[1])));
  const { port } = new URL(app.url);
  const socket = connect(Number(port), "127.0.0.1");
  const head = `POST /v2/webhooks/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\nContent-Length: 1000\r\n\r\n`;

  socket.write(`${head}{"events": [`, () => setTimeout(() => socket.destroy(), 100));
  await until(said, "the log line");

  assert.equal(error.mock.callCount(), 0);
  assert.equal(await db.registryEvent.count(), 0);
  assert.equal((await post(app, { events: [eventOf()] })).status, 202);
});
