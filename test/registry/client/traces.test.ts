import assert from "node:assert/strict";
import { test } from "node:test";
import { exchange } from "../../../src/platform/outgoing/exchange.ts";
import { inRequest } from "../../../src/platform/request-context.ts";
import { receiver } from "../../support/fakes/webhook-receiver.ts";

const target = await receiver();
const trace = "4bf92f3577b34da6a3ce929d0e0e4736";

const call = async () => {
  await exchange(new URL(target.url), { headers: {}, limit: 100 });
  return target.received.at(-1)?.headers.traceparent;
};

test("a call to the registry belongs to the trace of its request, as a span of its own", async () => {
  const [one, other] = await new Promise<[unknown, unknown]>((resolve) =>
    inRequest({ requestId: "a", trace: `${trace}-00` }, async () => {
      resolve([await call(), await call()]);
    }),
  );

  for (const header of [one, other])
    assert.match(String(header), new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`));
  assert.notEqual(one, other);
});

test("a call in the background, or of a request without a trace, has none", async () => {
  const inPlainRequest = await new Promise((resolve) =>
    inRequest({ requestId: "a", trace: null }, async () => resolve(await call())),
  );

  assert.equal(await call(), undefined);
  assert.equal(inPlainRequest, undefined);
});
