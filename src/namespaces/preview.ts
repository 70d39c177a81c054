import { type Actor, actorFields } from "../accounts/current.ts";
import { config } from "../config.ts";
import { db, type Role, type Visibility } from "../db/client.ts";
import type { Member } from "../teams/members.ts";
import type { FoundTeam } from "../teams/visible.ts";
import { type Affected, type Change, difference } from "./difference.ts";
import type { FoundNamespace } from "./list.ts";
import type { Guarded } from "./policy.ts";

/** Everyone who is no member of anything that changes. */
const others: Affected[] = [
  { who: "Anyone, without signing in", actor: null },
  {
    who: "Everyone else who is signed in",
    actor: { id: 0, username: "", displayName: null, admin: false, robot: false },
  },
];

/** Who gains and who loses what when a namespace gets another visibility. */
export async function ifVisible(
  namespace: FoundNamespace,
  visibility: Visibility,
): Promise<Change[]> {
  const people = [...others, ...(await peopleOf([namespace.teamId]))];
  return difference(
    people,
    [{ name: nameOf(namespace), before: namespace, after: { ...namespace, visibility } }],
    config.rules,
  );
}

/** Who gains and who loses what when a namespace goes to another team. */
export async function ifTransferred(
  namespace: FoundNamespace,
  team: Pick<FoundTeam, "id" | "members">,
): Promise<Change[]> {
  const people = [...others, ...(await peopleOf([namespace.teamId, team.id]))];
  const after = { ...namespace, members: team.members };
  return difference(people, [{ name: nameOf(namespace), before: namespace, after }], config.rules);
}

/** What a member gains or loses with another role in a team, or (null) with none. */
export async function ifRole(
  team: FoundTeam,
  { userId, user }: Member,
  role: Role | null,
): Promise<Change[]> {
  const namespaces = await db.namespace.findMany({
    where: { teamId: team.id },
    select: { name: true, kind: true, visibility: true },
    orderBy: { name: "asc" },
  });
  const without = team.members.filter((member) => member.userId !== userId);
  const members = role ? [...without, { userId, role }] : without;
  const alternatives = namespaces.map((namespace) => ({
    name: nameOf(namespace),
    before: { ...namespace, members: team.members },
    after: { ...namespace, members },
  }));
  return difference([{ who: user.username, actor: user }], alternatives, config.rules);
}

/** Those who can do anything at all: who is disabled gains and loses nothing. */
async function peopleOf(teamIds: number[]): Promise<Affected[]> {
  const users: Actor[] = await db.user.findMany({
    where: { disabledAt: null, memberships: { some: { teamId: { in: teamIds } } } },
    select: actorFields,
    orderBy: { username: "asc" },
  });
  return users.map((user) => ({ who: user.username, actor: user }));
}

function nameOf({ name, kind }: { name: string; kind: Guarded["kind"] }): string {
  return kind === "global" ? "the global namespace" : name;
}
