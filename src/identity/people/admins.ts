import { record } from "../../history/record.ts";
import { type Tx, transaction, type User } from "../../platform/db/client.ts";
import { ensure, Invalid, NotFound } from "../../platform/errors.ts";
import type { Actor } from "../actor/actor.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { canChangeCredentials, canSetAdmin } from "../actor/policy.ts";
import { cannotChangeCredentials } from "./sentences.ts";
import { lockOwnedTeams } from "./sole-owner.ts";

/** Makes someone an admin; they also become an owner of the global namespaces. */
export async function promote(audit: ActorAudit, id: number): Promise<void> {
  await changeUser(audit.actor, id, (tx, user) => promoteWithin(tx, audit, user));
}

/** Removes someone's admin rights, and with them ownership of the global namespaces. */
export async function demote(audit: ActorAudit, id: number): Promise<void> {
  await changeUser(audit.actor, id, (tx, user) => demoteWithin(tx, audit, user));
}

export async function promoteWithin(tx: Tx, audit: ActorAudit, user: User): Promise<void> {
  const { id, username } = user;
  ensure(canSetAdmin(audit.actor, user), onlyAdmins);
  ensure(canChangeCredentials(audit.actor), cannotChangeCredentials);
  if (user.disabledAt)
    throw new Invalid({ form: `${username} is disabled. Enable the account first.` });
  if (user.admin) return;

  await tx.user.update({ where: { id }, data: { admin: true } });
  await ownGlobalTeams(tx, id);
  await record(tx, audit, { key: "user.promote", subject: username });
}

export async function demoteWithin(tx: Tx, audit: ActorAudit, user: User): Promise<void> {
  const { id, username } = user;
  ensure(canSetAdmin(audit.actor, user), onlyAdmins);
  if (!user.admin) return;
  await ensureNotLastAdmin(tx, user);

  await tx.user.update({ where: { id }, data: { admin: false } });
  await tx.membership.deleteMany({ where: { userId: id, team: globalTeam } });
  await record(tx, audit, { key: "user.demote", subject: username });
}

/** Makes an admin an owner of the teams behind the global namespaces. */
export async function ownGlobalTeams(tx: Tx, userId: number): Promise<void> {
  for (const { id: teamId } of await tx.team.findMany({ where: globalTeam, select: { id: true } }))
    await tx.membership.upsert({
      where: { teamId_userId: { teamId, userId } },
      create: { teamId, userId, role: "owner" },
      update: { role: "owner" },
    });
}

const onlyAdmins = "Only admins may make or remove admins, and never themselves or robots.";
const globalTeam = { hidden: true, namespaces: { some: { kind: "global" } } } as const;

/**
 * Changes a person under a lock: two admins who demote or delete each other must not both succeed.
 * An acting admin must still be an admin once the lock is held. `lockFirst` locks what must be locked before people.
 */
export async function changeUser<T>(
  actor: Actor,
  id: number,
  work: (tx: Tx, user: User) => Promise<T>,
  lockFirst: (tx: Tx) => Promise<void> = (tx) => lockOwnedTeams(tx, id),
): Promise<T> {
  return transaction(async (tx) => {
    await lockFirst(tx); // teams before users, as a new membership locks them
    await tx.$queryRaw`SELECT id FROM users WHERE admin OR id = ${id} ORDER BY id FOR UPDATE`;
    const user = await tx.user.findUnique({ where: { id } });
    if (!user) throw new NotFound("user");
    if (actor.admin && !actor.system) await ensureStillAdmin(tx, actor.id);
    return work(tx, user);
  });
}

async function ensureStillAdmin(tx: Tx, id: number): Promise<void> {
  const found = await tx.user.count({ where: { id, admin: true, disabledAt: null } });
  ensure(found === 1, "You are no longer an admin.");
}

export async function ensureNotLastAdmin(
  tx: Pick<Tx, "user">,
  { id, admin, username }: User,
): Promise<void> {
  if (!admin) return;
  const others = await tx.user.count({ where: { admin: true, disabledAt: null, id: { not: id } } });
  if (others === 0)
    throw new Invalid({ form: `${username} is the last admin. Make someone else an admin first.` });
}
