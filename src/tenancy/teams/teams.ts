import { record } from "../../history/record.ts";
import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import { db, type Team, type Tx, transaction, uniqueViolation } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { type FoundTeam, findTeam } from "./find.ts";
import { canCreateTeam, canCreateTeamFor, canEditTeam } from "./policy.ts";
import type { TeamInput } from "./schemas.ts";

/** Creates a team owned by the actor; an admin may choose another owner. */
export async function createTeam(
  audit: ActorAudit,
  input: TeamInput,
  ownerId: number = audit.actor.id,
): Promise<Team> {
  ensureCanCreateTeam(audit.actor);
  ensure(
    canCreateTeamFor(audit.actor, { id: ownerId }),
    "Only admins may create teams for someone else.",
  );
  const owner = await findOwner(ownerId);

  return transaction(async (tx) => {
    const memberships = { create: { userId: owner.id, role: "owner" as const } };
    const team = await tx.team.create({ data: { ...input, memberships } }).catch(nameTaken);
    await record(tx, audit, { key: "team.create", subject: team.name, teamId: team.id });
    return team;
  });
}

export function ensureCanCreateTeam(actor: Actor): void {
  ensure(canCreateTeam(actor, config.rules), "Only admins may create teams here. Ask an admin.");
}

export async function updateTeam(
  audit: ActorAudit,
  team: FoundTeam,
  input: TeamInput,
): Promise<Team> {
  return transaction(async (tx) => {
    const before = await lockTeam(tx, audit.actor, team.id);
    ensureEditable(audit.actor, before);
    const after = await tx.team.update({ where: { id: team.id }, data: input }).catch(nameTaken);
    await recordChanges(tx, audit, { before, after });
    return after;
  });
}

export function ensureEditable(actor: Actor, team: FoundTeam): void {
  const why = config.rules.manageTeam
    ? "Only the owners of this team and admins may edit it. Ask one of them."
    : "Only admins may edit teams here. Ask an admin.";
  ensure(canEditTeam(actor, team, config.rules), why);
}

/**
 * Locks a team for a change: two owners who demote each other at once must not both succeed.
 * The team and the actor's role in it are read after the lock is held.
 */
export async function lockTeam(tx: Tx, actor: Actor, id: number): Promise<FoundTeam> {
  await tx.$queryRaw`SELECT id FROM teams WHERE id = ${id} FOR UPDATE`;
  return findTeam(actor, id, tx);
}

/** The hidden team behind a personal or the global namespace. It is never listed; its owners own the namespace. */
export async function createHiddenTeam(tx: Tx, name: string, ownerIds: number[]): Promise<Team> {
  const memberships = { create: ownerIds.map((userId) => ({ userId, role: "owner" as const })) };
  return tx.team.create({ data: { name, hidden: true, memberships } });
}

async function findOwner(id: number): Promise<Actor> {
  const found = await db.user.findUnique({
    where: { id, disabledAt: null, robot: false },
    select: actorFields,
  });
  if (!found) throw new Invalid({ owner_id: "No person who could own the team has this id." });
  return found;
}

async function recordChanges(
  tx: Tx,
  audit: ActorAudit,
  { before, after }: { before: Team; after: Team },
): Promise<void> {
  const about = { subject: after.name, teamId: after.id };
  if (before.name !== after.name)
    await record(tx, audit, {
      ...about,
      key: "team.change_team_name",
      details: { old: before.name, new: after.name },
    });
  if (before.description !== after.description)
    await record(tx, audit, { ...about, key: "team.change_team_description" });
}

/** Names of hidden teams are taken too, with the same message. */
function nameTaken(error: unknown): never {
  throw uniqueViolation(error)
    ? new Invalid({ name: "Another team has this name. Choose a different one." })
    : error;
}
