import type { Action } from "../../../src/tenancy/policy/policy.ts";
import type { DataSet } from "./data-sets.ts";
import { bothRoles, narrower, ownRole, teamRole } from "./plain-rules.ts";

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
export const reasons: [sentence: string, Fact][] = [
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
