import fc from "fast-check";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import { limitOf } from "../../../src/identity/actor/limits.ts";
import type { Rules } from "../../../src/platform/config/config.ts";
import { allActions, type Guarded } from "../../../src/tenancy/policy/policy.ts";
import { person, rules } from "../../support/data/policy-actors.ts";

// Random namespaces, repositories, members, tokens and settings, always the same ones.

export const dataSets = 10_000;

const visibility = fc.constantFrom("private", "protected", "public");
const role = fc.constantFrom("viewer", "contributor", "owner");
const userId = fc.integer({ min: 1, max: 5 });
const members = fc.uniqueArray(fc.record({ userId, role }), {
  maxLength: 4,
  selector: (member) => member.userId,
});
const fullName = fc.constantFrom("web/app", "web/app-one", "web/deep/app", "other/app");
const guarded = fc.record(
  {
    kind: fc.constantFrom("team", "personal", "global"),
    visibility,
    members,
    overQuota: fc.boolean(),
    repository: fc.record({ fullName, visibility: fc.option(visibility), members }),
  },
  { requiredKeys: ["kind", "visibility", "members"] },
);
const pattern = fc.constantFrom("web/*", "web/app", "web/**", "**", "other/app-*");
const limit = fc.record({
  patterns: fc.array(pattern, { maxLength: 2 }),
  actions: fc.subarray([...allActions]),
});
export type Limits = (typeof limit extends fc.Arbitrary<infer T> ? T : never) | null;

const who = fc.option(
  fc.record({ id: userId, admin: fc.boolean(), limits: fc.option(limit, { freq: 2 }) }),
  { freq: 8 },
);
const policies = ["allow-teams", "allow-personal", "admin-only"] as const;
const settings = fc.record({
  pushPolicy: fc.constantFrom(...policies),
  deleteEnabled: fc.boolean(),
  deleteByContributors: fc.boolean(),
});

export interface DataSet {
  place: Guarded;
  asker: Actor | null;
  limits: Limits;
  given: Rules;
}

const dataSet: fc.Arbitrary<DataSet> = fc
  .tuple(guarded, who, settings)
  .map(([place, found, changed]) => {
    const limited = found?.limits ? limitOf(found.limits) : undefined;
    const admin = found?.admin ?? false;
    return {
      place: place as Guarded, // an absent repository is no key, as there
      asker: found && person(found.id, { admin, ...(limited && { limit: limited }) }),
      limits: found?.limits ?? null,
      given: { ...rules, ...changed },
    };
  });

export function each(check: (set: DataSet) => void): void {
  void fc.assert(fc.property(dataSet, check), { numRuns: dataSets, seed: 20261129 });
}
