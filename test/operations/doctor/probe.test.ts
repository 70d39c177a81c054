import assert from "node:assert/strict";
import { test } from "node:test";
import { classify } from "../../../src/protocol/events/classify.ts";
import { readEvent } from "../../../src/protocol/events/schemas.ts";
import { probeNamespace, probeRepository } from "../../../src/registry/probe-repository.ts";
import { isReservedName } from "../../../src/tenancy/namespaces/reserved-names.ts";
import { eventOf } from "../../support/data/events.ts";

test("the events of the doctor's probe are dropped, so that no page shows it", () => {
  for (const action of ["push", "pull", "delete"]) {
    const event = readEvent(eventOf({ action, repository: probeRepository }));
    assert.ok(event);
    assert.deepEqual(classify(event), { state: "dropped" });
  }
});

test("nobody gets the namespace of the doctor's probe", () => {
  assert.equal(isReservedName(probeNamespace), true);
  assert.equal(isReservedName("Portus-Doctor"), true);
});
