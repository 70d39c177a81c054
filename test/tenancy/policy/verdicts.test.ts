import assert from "node:assert/strict";
import { test } from "node:test";
import { grant } from "../../../src/protocol/token/grants.ts";
import { allActions, allowedActions, judge } from "../../../src/tenancy/policy/policy.ts";

import { dataSets, each } from "./data-sets.ts";
import { isAllowed } from "./plain-rules.ts";
import { reasons } from "./reasons.ts";

test(`the explained verdict is the plain one, in ${dataSets} random data sets`, () => {
  let allowed = 0;
  each((set) => {
    for (const action of allActions) {
      const verdict = judge(set.asker, set.place, action, set.given);
      assert.equal(verdict.allowed, isAllowed(set, action), `${action}: ${verdict.because}`);
      if (verdict.allowed) allowed += 1;
    }
  });
  assert.ok(allowed > dataSets / 2 && allowed < dataSets * 2, `${allowed} are allowed`);
});

test(`a token grants what the explained verdicts allow, in ${dataSets} random data sets`, () => {
  each(({ asker, place, given }) => {
    const explained = allActions.filter((it) => judge(asker, place, it, given).allowed);
    const name = place.repository?.fullName ?? "web/new";
    const scope = { type: "repository", name, actions: [...allActions] };

    assert.deepEqual(allowedActions(asker, place, given), explained);
    const { access: granted } = grant(asker, scope, { guarded: place, rules: given });
    assert.deepEqual(granted?.actions ?? [], explained);
    const { access: star } = grant(
      asker,
      { ...scope, actions: ["*"] },
      { guarded: place, rules: given },
    );
    assert.deepEqual(
      star?.actions ?? [],
      explained.length === allActions.length ? ["*"] : explained,
    );
  });
});

test(`the reason of a verdict is true, in ${dataSets} random data sets`, () => {
  const seen = new Set<string>();
  each((set) => {
    for (const action of allActions) {
      const { because } = judge(set.asker, set.place, action, set.given);
      const [reason, isTrue] = reasons.find(([sentence]) => because.startsWith(sentence)) ?? [];
      assert.ok(reason && isTrue, because);
      assert.ok(isTrue(set, action), because);
      seen.add(reason);
    }
  });
  assert.equal(seen.size, reasons.length, "every reason was given");
});
