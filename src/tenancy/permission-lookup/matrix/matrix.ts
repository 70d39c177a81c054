import { type Actor, actorFields } from "../../../identity/actor/actor.ts";
import { config } from "../../../platform/config/config.ts";
import { db, type Membership, type Prisma } from "../../../platform/db/client.ts";
import { allActions, allowedActions, isAdmin, isOwner } from "../../policy/policy.ts";

/** A right in a cell: its sign if the person has it. They always stand in the same order. */
export interface Right {
  word: string;
  sign: string;
  has: boolean;
}

const signs = { pull: "↓", push: "↑", delete: "×", own: "●" } as const;

export const legend = Object.entries(signs).map(([word, sign]) => ({ word, sign }));

export interface MatrixRequest {
  teamId: number | null; // null: all people and all namespaces, for admins
  people: number; // how many come before
  namespaces: number;
}

const maxPeople = 50;
const maxNamespaces = 20;

/** A page of people, and what each may do in a page of namespaces. It takes no actor: callers check who may see it. */
export async function permissionMatrix({ teamId, people, namespaces }: MatrixRequest) {
  const [columns, rows] = await Promise.all([
    namespacesOf(teamId, namespaces),
    peopleOf(teamId, people),
  ]);
  const shown = { columns: columns.slice(0, maxNamespaces), rows: rows.slice(0, maxPeople) };
  const members = await membersOf(shown.columns, shown.rows);
  return {
    namespaces: shown.columns,
    people: shown.rows.map((person) => ({
      person,
      cells: shown.columns.map((namespace) => rightsOf(person, namespace, members)),
    })),
    morePeople: rows.length > maxPeople ? people + maxPeople : null,
    fewerPeople: people > 0 ? Math.max(0, people - maxPeople) : null,
    moreNamespaces: columns.length > maxNamespaces ? namespaces + maxNamespaces : null,
    fewerNamespaces: namespaces > 0 ? Math.max(0, namespaces - maxNamespaces) : null,
  };
}

const shownNamespace = {
  id: true,
  name: true,
  kind: true,
  visibility: true,
  overQuota: true,
  teamId: true,
  registry: { select: { hostname: true } },
} satisfies Prisma.NamespaceSelect;

type ShownNamespace = Prisma.NamespaceGetPayload<{ select: typeof shownNamespace }>;

function namespacesOf(teamId: number | null, skip: number): Promise<ShownNamespace[]> {
  return db.namespace.findMany({
    where: teamId === null ? {} : { teamId },
    select: shownNamespace,
    orderBy: [{ name: "asc" }, { id: "asc" }],
    skip,
    take: maxNamespaces + 1,
  });
}

function peopleOf(teamId: number | null, skip: number): Promise<Actor[]> {
  const ofTeam = teamId === null ? {} : { memberships: { some: { teamId } } };
  return db.user.findMany({
    where: { ...ofTeam, disabledAt: null },
    select: actorFields,
    orderBy: { username: "asc" },
    skip,
    take: maxPeople + 1,
  });
}

type Members = Pick<Membership, "teamId" | "userId" | "role">[];

function membersOf(namespaces: readonly ShownNamespace[], people: readonly Actor[]) {
  return db.membership.findMany({
    where: {
      teamId: { in: [...new Set(namespaces.map(({ teamId }) => teamId))] },
      userId: { in: people.map(({ id }) => id) },
    },
    select: { teamId: true, userId: true, role: true },
  });
}

function rightsOf(person: Actor, namespace: ShownNamespace, all: Members): Right[] {
  const members = all.filter(
    ({ teamId, userId }) => teamId === namespace.teamId && userId === person.id,
  );
  const guarded = { ...namespace, members };
  const allowed = allowedActions(person, guarded, config.rules);
  const owns = isAdmin(person) || isOwner(person, guarded);
  return [
    ...allActions.map((word) => ({ word, sign: signs[word], has: allowed.includes(word) })),
    { word: "own", sign: signs.own, has: owns },
  ];
}
