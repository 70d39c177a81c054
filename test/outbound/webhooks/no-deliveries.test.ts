import assert from "node:assert/strict";
import { test } from "node:test";
import { noDeliveries } from "../../../src/outbound/webhooks/routes/show.ts";

const start = "Nothing was sent yet. The next push or deletion in this namespace is sent";

for (const [title, disabledAt, manage, end] of [
  ["a viewer reads when the first delivery is made", null, false, "."],
  ["a manager may send a test", null, true, "; send a test to check the receiver."],
  ["a disabled webhook must be enabled first", new Date(), true, " once the webhook is enabled."],
] as const)
  test(title, () => {
    const webhook = { disabledAt, events: ["push" as const, "delete" as const] };
    assert.equal(noDeliveries(webhook, { manage }), start + end);
  });
