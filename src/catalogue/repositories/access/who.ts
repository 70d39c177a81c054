import { type Actor, actorFields } from "../../../identity/actor/actor.ts";
import { anyAdmin, anyUser } from "../../../identity/actor/system-actors.ts";
import { config } from "../../../platform/config/config.ts";
import { db, type Role } from "../../../platform/db/client.ts";
import {
  type Action,
  allowedActions,
  type Members,
  roleOf,
  visibilityOf,
} from "../../../tenancy/policy/policy.ts";
import { memberRoles } from "../../../tenancy/teams/policy.ts";
import { type FoundRepository, guardedBy } from "../find.ts";
import { canSeeTeam } from "../policy.ts";

export interface Permitted {
  who: string;
  robot: boolean;
  because: string;
  actions: Action[];
}

const maxPeople = 200;

/** Who may do what in a repository, as groups: it names nobody. */
export function groupsWithAccess(repository: FoundRepository): Permitted[] {
  const visibility = `The repository is ${visibilityOf(guardedBy(repository))}.`;
  const groups = [
    groupOf(repository, { who: "Anyone, without signing in", actor: null, because: visibility }),
    groupOf(repository, { who: "Everyone who is signed in", actor: anyUser, because: visibility }),
    ...teamRoles(repository),
    groupOf(repository, {
      who: "Admins",
      actor: anyAdmin,
      because: "Admins may do this everywhere.",
    }),
  ];
  return groups.filter(({ actions }) => actions.length > 0);
}

interface Group {
  who: string;
  actor: Actor | null;
  because: string;
}

function groupOf(repository: FoundRepository, { who, actor, because }: Group): Permitted {
  const actions = allowedActions(actor, guardedBy(repository), config.rules);
  return { who, robot: false, because, actions };
}

/** The roles of the namespace's team, owners last. Personal and global namespaces have no team that people know. */
function teamRoles(repository: FoundRepository): Permitted[] {
  const { team, owner } = repository.namespace;
  if (team.hidden && !owner) return [];
  const roles = team.hidden ? (["owner"] as const) : memberRoles;
  return roles.map((role) => ({
    who: team.hidden ? (owner?.username ?? "") : `${groupNames[role]} of the team ${team.name}`,
    robot: false,
    because: team.hidden
      ? "It is in their personal namespace."
      : "It is in a namespace of this team.",
    actions: allowedActions(
      anyUser,
      { ...guardedBy(repository), members: [{ userId: anyUser.id, role }] },
      config.rules,
    ),
  }));
}

const groupNames = { viewer: "Viewers", contributor: "Contributors", owner: "Owners" };

/** The people and robots with a role that the viewer may know of, owners first, and how many more there are. */
export async function peopleWithAccess(
  viewer: Actor,
  repository: FoundRepository,
): Promise<{ people: Permitted[]; more: number }> {
  const guarded = guardedBy(repository);
  const inTeam = canSeeTeam(viewer, guarded) ? guarded.members : [];
  const ids = ownersFirst([...inTeam, ...repository.members]);
  const shown = ids.slice(0, maxPeople);
  const users = await db.user.findMany({
    where: { id: { in: shown }, disabledAt: null },
    select: actorFields,
    orderBy: { username: "asc" },
  });
  const people = users
    .toSorted((a, b) => shown.indexOf(a.id) - shown.indexOf(b.id))
    .map((user) => ({
      who: user.username,
      robot: user.robot,
      because: rolesOf(user, repository, inTeam),
      actions: allowedActions(user, guarded, config.rules),
    }));
  return { people, more: ids.length - shown.length };
}

function ownersFirst(members: Members): number[] {
  const rank = (role: Role) => memberRoles.indexOf(role);
  const sorted = members.toSorted((a, b) => rank(b.role) - rank(a.role));
  return [...new Set(sorted.map(({ userId }) => userId))];
}

/** Such as "contributor in the team web, owner in this repository". */
function rolesOf(user: Actor, { namespace, members }: FoundRepository, inTeam: Members): string {
  const team = roleOf(user, { members: inTeam });
  const own = roleOf(user, { members });
  const place = namespace.team.hidden ? "the namespace" : `the team ${namespace.team.name}`;
  return [team && `${team} in ${place}`, own && `${own} in this repository`, user.admin && "admin"]
    .filter(Boolean)
    .join(", ");
}
