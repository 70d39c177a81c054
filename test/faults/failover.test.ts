import { test } from "node:test";
import { connect, disconnect } from "../../src/platform/db/client.ts";
import { startFaultyInstance } from "../support/faults/instance.ts";
import { startStandby } from "../support/faults/standby.ts";

const it = await startFaultyInstance();
const standby = await startStandby(it.postgres.url);

test("R12: Postgres fails over to a standby behind one host name: readyz says read-only until it is promoted, no accepted event is lost, and Portus recovers", async () => {
  await it.push(10);

  const pushing = it.push(40);
  it.link.cut();
  await it.postgres.stop();
  await it.readyz(503, /can't be reached/);
  it.link.leadTo(standby.port);
  it.link.heal();
  await it.readyz(503, /read-only: it is a standby/);
  await standby.promote();
  await pushing;

  await it.readyz(200);
  await disconnect();
  connect(standby.url);
  await it.push(5);
  await it.check();
});
