import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import { isPattern, limitOf } from "../../../src/identity/actor/limits.ts";
import type { Rules } from "../../../src/platform/config/config.ts";
import { grant } from "../../../src/protocol/token/grants.ts";
import {
  type Action,
  allActions,
  allowedActions,
  type Guarded,
  judge,
} from "../../../src/tenancy/policy/policy.ts";
import { person, rules } from "../../support/data/policy-actors.ts";

// Random namespaces, repositories, members, tokens and settings, always the same ones. The rules of
// docs/permissions.md are written here a second time, as plain conditions.

const dataSets = 10_000;

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
type Limits = (typeof limit extends fc.Arbitrary<infer T> ? T : never) | null;

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

interface DataSet {
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

function each(check: (set: DataSet) => void): void {
  void fc.assert(fc.property(dataSet, check), { numRuns: dataSets, seed: 20261129 });
}

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
    const granted = grant(asker, scope, { guarded: place, rules: given });
    assert.deepEqual(granted?.actions ?? [], explained);
    const star = grant(asker, { ...scope, actions: ["*"] }, { guarded: place, rules: given });
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

function isAllowed({ asker, place, limits, given }: DataSet, action: Action): boolean {
  if (limits && !isWithin(limits, place.repository?.fullName ?? "", action)) return false;
  if (action === "pull") return canPull(asker, place);
  if (!asker) return false;
  if (action === "delete") return given.deleteEnabled && canDelete(asker, place, given);
  return !(place.overQuota ?? false) && canPush(asker, place, given);
}

function isWithin(limits: NonNullable<Limits>, name: string, action: Action): boolean {
  const { patterns, actions } = limits;
  assert.ok(patterns.every(isPattern));
  const named =
    patterns.length === 0 || patterns.some((it) => new RegExp(`^${regex(it)}$`).test(name));
  return named && (actions.length === 0 || actions.includes(action));
}

const regex = (glob: string) =>
  glob.endsWith("**") ? `${glob.slice(0, -2)}.+` : glob.replace("*", "[^/]*");

const openness = ["private", "protected", "public"];

function narrower({ visibility: outer, repository }: Guarded): string {
  const inner = repository?.visibility ?? outer;
  return openness[Math.min(openness.indexOf(outer), openness.indexOf(inner))] ?? "private";
}

const teamRole = (asker: Actor | null, { members: all }: Guarded) =>
  all.find((member) => member.userId === asker?.id)?.role ?? null;
const ownRole = (asker: Actor | null, { repository }: Guarded) =>
  repository?.members.find((member) => member.userId === asker?.id)?.role ?? null;
const bothRoles = ({ asker, place }: Pick<DataSet, "asker" | "place">) => [
  teamRole(asker, place),
  ownRole(asker, place),
];

function canPull(asker: Actor | null, place: Guarded): boolean {
  if (narrower(place) === "public") return true;
  if (!asker) return false;
  const isMember = bothRoles({ asker, place }).some((it) => it !== null);
  return asker.admin || narrower(place) === "protected" || isMember;
}

function canPush(asker: Actor, place: Guarded, { pushPolicy }: Rules): boolean {
  if (asker.admin) return true;
  if (pushPolicy === "admin-only") return false;
  if (place.kind === "personal" && teamRole(asker, place) === "owner") return true;
  const own = ownRole(asker, place);
  const inTeam = place.kind === "team" ? teamRole(asker, place) : null;
  return (
    pushPolicy === "allow-teams" &&
    [own, inTeam].some((it) => it === "owner" || it === "contributor")
  );
}

function canDelete(asker: Actor, place: Guarded, { deleteByContributors }: Rules): boolean {
  const roles = bothRoles({ asker, place });
  if (asker.admin || roles.includes("owner")) return true;
  return deleteByContributors && roles.includes("contributor");
}

type Fact = (set: DataSet, action: Action) => boolean;
const is =
  (wanted: string): Fact =>
  ({ place }) =>
    narrower(place) === wanted;
const isAnonymous: Fact = ({ asker }) => asker === null;
const has =
  (wanted: string): Fact =>
  (set) =>
    bothRoles(set).some((it) => it === wanted);
const contributes = (role: string | null) => role === "owner" || role === "contributor";
const pushes = ({ asker, place }: DataSet) =>
  contributes(ownRole(asker, place)) ||
  (place.kind === "team" && contributes(teamRole(asker, place)));

/** How each reason begins, and what it says of the data. Longer beginnings come first. */
const reasons: [sentence: string, Fact][] = [
  [
    "The application token is limited to other repositories",
    ({ asker }) => asker?.limit !== undefined,
  ],
  [
    "The application token is limited to:",
    ({ limits }, action) => limits !== null && !limits.actions.includes(action),
  ],
  ["It is public: anyone may pull.", is("public")],
  [
    "It is protected: only signed-in users",
    (set, action) => is("protected")(set, action) && isAnonymous(set, action),
  ],
  [
    "It is private: only signed-in users",
    (set, action) => is("private")(set, action) && isAnonymous(set, action),
  ],
  [
    "It is protected: anyone signed in",
    (set, action) => is("protected")(set, action) && !isAnonymous(set, action),
  ],
  ["It is private: only members", (set) => bothRoles(set).every((it) => it === null)],
  ["Admins may do this everywhere.", ({ asker }) => asker?.admin === true],
  [
    "Every member of the namespace's team may pull.",
    ({ asker, place }) => teamRole(asker, place) !== null,
  ],
  [
    "Every member of the repository may pull.",
    ({ asker, place }) => ownRole(asker, place) !== null,
  ],
  ["Only signed-in users may push.", isAnonymous],
  ["Only signed-in users may delete.", isAnonymous],
  ["The push policy here allows only admins", ({ given }) => given.pushPolicy === "admin-only"],
  ["The push policy here allows people", ({ given }) => given.pushPolicy === "allow-personal"],
  [
    "People may push to their own personal namespace.",
    ({ asker, place }) => place.kind === "personal" && teamRole(asker, place) === "owner",
  ],
  [
    "Owners and contributors of the namespace's team may push.",
    ({ asker, place }) => place.kind === "team" && contributes(teamRole(asker, place)),
  ],
  [
    "Owners and contributors of the repository may push to it.",
    ({ asker, place }) => contributes(ownRole(asker, place)),
  ],
  ["The namespace is over its quota", ({ place }) => place.overQuota === true],
  [
    "Only owners and contributors of the namespace's team",
    (set) => set.place.kind === "team" && !pushes(set),
  ],
  [
    "Only the owner of this personal namespace",
    (set) => set.place.kind === "personal" && !pushes(set),
  ],
  [
    "Only admins and contributors to the repository",
    (set) => set.place.kind === "global" && !pushes(set),
  ],
  ["Deletion is disabled here", ({ given }) => !given.deleteEnabled],
  ["Owners may delete.", has("owner")],
  [
    "Contributors may delete here.",
    (set, action) => set.given.deleteByContributors && has("contributor")(set, action),
  ],
  [
    "Contributors may not delete here",
    (set, action) => !set.given.deleteByContributors && has("contributor")(set, action),
  ],
  [
    "Only owners and admins may delete.",
    (set, action) => !has("owner")(set, action) && !has("contributor")(set, action),
  ],
];
