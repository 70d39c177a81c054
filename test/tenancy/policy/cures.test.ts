import assert from "node:assert/strict";
import { test } from "node:test";
import { applyChange, curesFor } from "../../../src/tenancy/policy/cures.ts";
import { allActions, allowedActions, judge } from "../../../src/tenancy/policy/policy.ts";
import { dataSets, each } from "./data-sets.ts";

test(`each cure turns the verdict, and none is offered for what is allowed, in ${dataSets} random data sets`, () => {
  let cures = 0;
  each(({ asker: actor, place: guarded, given: rules }) => {
    const situation = { actor, guarded, rules };
    const allowed = allowedActions(actor, guarded, rules);
    for (const action of allActions) {
      const found = curesFor(situation, action);
      if (allowed.includes(action)) assert.deepEqual(found, []);
      for (const cure of found) {
        const after = cure.reduce(applyChange, situation);
        const verdict = judge(after.actor, after.guarded, action, after.rules);
        assert.ok(verdict.allowed, `${action} after ${JSON.stringify(cure)}: ${verdict.because}`);
        cures += 1;
      }
    }
  });
  assert.ok(cures > dataSets, `${cures} cures`);
});

test(`no change of a cure can be left out, in ${dataSets} random data sets`, () => {
  each(({ asker: actor, place: guarded, given: rules }) => {
    const situation = { actor, guarded, rules };
    for (const action of allActions)
      for (const cure of curesFor(situation, action))
        for (const left of cure) {
          const rest = cure.filter((change) => change !== left);
          const after = rest.reduce(applyChange, situation);
          const verdict = judge(after.actor, after.guarded, action, after.rules);
          assert.ok(!verdict.allowed, `${action} without ${JSON.stringify(left)}`);
        }
  });
});

test(`whatever is refused has a cure, but for what only a role that nobody can give allows, in ${dataSets} random data sets`, () => {
  each(({ asker: actor, place: guarded, given: rules }) => {
    const situation = { actor, guarded, rules };
    for (const action of allActions) {
      const isRefused = !judge(actor, guarded, action, rules).allowed;
      const canGiveRole = guarded.kind === "team" || guarded.repository !== undefined;
      if (isRefused && canGiveRole)
        assert.ok(curesFor(situation, action).length > 0, `${action} ${JSON.stringify(situation)}`);
    }
  });
});
