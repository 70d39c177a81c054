import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import { anyUser } from "../../identity/actor/system-actors.ts";
import { config } from "../../platform/config/config.ts";
import { db, type Prisma, type Role, type Visibility } from "../../platform/db/client.ts";
import { type Affected, type Change, difference } from "../policy/difference.ts";
import type { Guarded } from "../policy/policy.ts";
import type { FoundTeam } from "../teams/find.ts";
import type { Member } from "../teams/owners.ts";
import type { FoundNamespace } from "./find.ts";

/** The groups of people who are not members. */
export const others: Affected[] = [
  { who: "Anyone, without signing in", actor: null },
  { who: "Everyone else who is signed in", actor: anyUser },
];

/** Who gains and loses what if a namespace gets another visibility. */
export async function previewVisibility(
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

/** Who gains and loses what if a namespace is transferred to another team, and its visibility changed with it. */
export async function previewTransfer(
  namespace: FoundNamespace,
  team: Pick<FoundTeam, "id" | "members">,
  visibility = namespace.visibility,
): Promise<Change[]> {
  const people = [...others, ...(await peopleOf([namespace.teamId, team.id]))];
  const after = { ...namespace, members: team.members, visibility };
  return difference(people, [{ name: nameOf(namespace), before: namespace, after }], config.rules);
}

/** What a member gains and loses with another role in a team; null removes them. */
export async function previewRole(
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

function peopleOf(teamIds: number[]): Promise<Affected[]> {
  return peopleWho({ memberships: { some: { teamId: { in: teamIds } } } });
}

/** The people who match a condition, without disabled ones: they may do nothing. */
export async function peopleWho(where: Prisma.UserWhereInput): Promise<Affected[]> {
  const users: Actor[] = await db.user.findMany({
    where: { AND: [where, { disabledAt: null }] },
    select: actorFields,
    orderBy: { username: "asc" },
  });
  return users.map((user) => ({ who: user.username, actor: user }));
}

function nameOf({ name, kind }: { name: string; kind: Guarded["kind"] }): string {
  return kind === "global" ? "the global namespace" : name;
}
