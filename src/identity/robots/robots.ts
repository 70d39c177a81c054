import { record } from "../../history/record.ts";
import type { AuditVerb } from "../../history/verbs.ts";
import { trimCharacters } from "../../platform/bounded-text.ts";
import { type Role, type Tx, transaction, uniqueViolation } from "../../platform/db/client.ts";
import { lockUser } from "../../platform/db/locks.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import type { Actor } from "../actor/actor.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { canGiveAccess, canManageRobot } from "../actor/policy.ts";
import { managedBy } from "../actor/robot-managers.ts";
import { TokenForm } from "../tokens/schemas.ts";
import { createTokenWithin } from "../tokens/tokens.ts";
import { findRobot, type Robot, shown } from "./find.ts";
import { canCreateRobot } from "./policy.ts";
import type { RobotInput, RobotRole } from "./schemas.ts";

/** Creates a robot with its first application token; only this result contains its secret. */
export async function createRobot(audit: ActorAudit, input: RobotInput) {
  ensure(canGiveAccess(audit.actor), "Limited or expiring tokens can't create robots.");
  const first = TokenForm.parse({ name: "default", days: input.days, scopes: input.scopes });
  const { id, token, secret } = await transaction(async (tx) => {
    await lockTeamNamed(tx, input.team);
    const team = input.team
      ? await tx.team.findUnique({ where: { name: input.team }, ...withOwners })
      : null;
    if (input.team && (!team || !canCreateRobot(audit.actor, team)))
      throw new Invalid({ team: "You own no team with this name." });
    ensure(canCreateRobot(audit.actor, team), "Only admins may create robots without a team.");

    const username = `${namePrefix(team?.name ?? "admin")}+${input.name}`;
    const memberships = team ? { create: { teamId: team.id, role: input.role } } : {};
    const data = { username, robot: true, robotTeamId: team?.id ?? null, memberships };
    const created = await tx.user.create({ data, select: shown }).catch(nameTaken);
    const robot = { ...created, tokensCount: 0 };
    await note(tx, audit, robot, { verb: "create", role: input.role });
    return { id: robot.id, ...(await createTokenWithin(tx, audit, robot.id, first)) };
  });
  return { robot: await findRobot(audit.actor, id), token, secret };
}

export async function changeRobotRole(
  audit: ActorAudit,
  id: number,
  role: RobotRole,
): Promise<void> {
  await change(audit.actor, id, async (tx, robot) => {
    const { robotTeamId: teamId } = robot;
    if (!teamId)
      throw new Invalid({
        role: "This robot belongs to no team. Add it to the teams that need it.",
      });
    await tx.membership.upsert({
      where: { teamId_userId: { teamId, userId: id } },
      create: { teamId, userId: id, role },
      update: { role },
    });
    const old = robot.memberships.find((it) => it.teamId === teamId)?.role;
    await note(tx, audit, robot, { verb: "change_role", role, ...(old && { old }) });
  });
}

/** Deletes a robot and its tokens. What it pushed stays, under its name. */
export async function deleteRobot(audit: ActorAudit, id: number): Promise<void> {
  await change(audit.actor, id, async (tx, robot) => {
    await tx.user.delete({ where: { id } });
    await note(tx, audit, robot, { verb: "delete" });
  });
}

const withOwners = { include: { memberships: { select: { userId: true, role: true } } } } as const;

function change(actor: Actor, id: number, work: (tx: Tx, robot: Robot) => Promise<void>) {
  return transaction(async (tx) => {
    await lockTeamAndRobot(tx, id);
    const robot = await findRobot(actor, id, tx);
    ensure(canManageRobot(actor, managedBy(robot)));
    await work(tx, robot);
  });
}

/** An owner who is being removed must not create a robot afterwards. */
async function lockTeamNamed(tx: Tx, name: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM teams WHERE name = ${name} FOR UPDATE`;
}

/** Locks the team first, as adding a member does: the opposite order could deadlock with it. */
async function lockTeamAndRobot(tx: Tx, id: number): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM teams WHERE id = (SELECT robot_team_id FROM users WHERE id = ${id}) FOR UPDATE`;
  await lockUser(tx, id);
}

/** The prefix of a robot's name: its team's name as a valid user name. It is informative and grants nothing. */
function namePrefix(team: string): string {
  const stem = trimCharacters(team.toLowerCase().replace(/[^a-z0-9._-]+/g, "-"), "._-");
  if (!stem)
    throw new Invalid({
      team: "The team's name has no letter or digit that is allowed in a user name.",
    });
  return stem.slice(0, 80);
}

async function note(
  tx: Tx,
  audit: ActorAudit,
  { username, robotTeamId }: Robot,
  { verb, ...details }: { verb: AuditVerb<"robot">; role?: RobotRole; old?: Role },
): Promise<void> {
  const team = robotTeamId === null ? {} : { teamId: robotTeamId };
  await record(tx, audit, { key: `robot.${verb}`, subject: username, details, ...team });
}

function nameTaken(error: unknown): never {
  throw uniqueViolation(error)
    ? new Invalid({ name: "A robot with this name exists. Choose a different one." })
    : error;
}
