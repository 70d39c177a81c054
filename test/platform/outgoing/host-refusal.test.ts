import assert from "node:assert/strict";
import { test } from "node:test";
import { hostRefusal } from "../../../src/platform/outgoing/address-guard.ts";

const refusal = (host: string, allowed: string[] = []) =>
  hostRefusal(host, { name: "tests", allowed: () => allowed });

test("a host with only private addresses is refused before anything is sent to it", async () => {
  const sentence = "is a private address, which tests may not call here.";

  assert.equal(await refusal("10.0.0.1"), `10.0.0.1 ${sentence}`);
  assert.equal(await refusal("[::1]"), `::1 ${sentence}`);
  assert.equal(await refusal("localhost"), `The address of localhost ${sentence}`);
});

test("a public or allowed address, and a name without an address, are not refused", async () => {
  assert.equal(await refusal("8.8.8.8"), null);
  assert.equal(await refusal("10.0.0.1", ["10.0.0.0/8"]), null);
  assert.equal(await refusal("nothing.invalid"), null);
});
