import { record } from "../../history/record.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { canDeleteAccount } from "../../identity/actor/policy.ts";
import { changeUser, ensureNotLastAdmin } from "../../identity/people/admins.ts";
import { soleOwnedTeams } from "../../identity/people/sole-owner.ts";
import { db, type Tx } from "../../platform/db/client.ts";
import { withCounts } from "../../platform/db/counts.ts";
import { ensure, NotFound } from "../../platform/errors.ts";
import { endSessions } from "../../platform/http/session-store.ts";
import { reserveName } from "../namespaces/reservations.ts";

/** What deleting an account deletes, keeps, and leaves without an owner. */
export interface Consequences {
  id: number;
  username: string;
  tokens: number;
  emptied: string[]; // empty personal namespaces: deleted
  kept: string[]; // personal namespaces with repositories: kept, managed by the admins
  ownerless: string[]; // teams whose only active owner is this account
}

export async function consequences(actor: Actor, id: number): Promise<Consequences> {
  ensure(canDeleteAccount(actor, { id }), onlyAdmins);
  const user = await db.user.findUnique({
    where: { id },
    select: {
      username: true,
      namespaces: personal,
    },
  });
  if (!user) throw new NotFound("user");

  const { username } = user;
  const namespaces = await withRepositories(user.namespaces);
  return {
    id,
    username,
    tokens: await db.applicationToken.count({ where: { userId: id } }),
    emptied: namespaces.filter(isEmpty).map(({ name }) => name),
    kept: namespaces.filter((it) => !isEmpty(it)).map(({ name }) => name),
    ownerless: await soleOwnedTeams(db, id),
  };
}

/**
 * Deletes an account and its credentials. Its activity keeps the name. Its personal namespace is deleted if empty;
 * otherwise admins may transfer it to a team.
 */
export async function deleteAccount(audit: ActorAudit, id: number): Promise<void> {
  await changeUser(audit.actor, id, async (tx, user) => {
    ensure(canDeleteAccount(audit.actor, user), onlyAdmins);
    await ensureNotLastAdmin(tx, user);
    const ownerless = await soleOwnedTeams(tx, id);

    await endSessions(tx, id);
    await deleteOrDetachNamespaces(tx, id);
    await tx.user.delete({ where: { id } });
    await record(tx, audit, {
      key: "user.delete",
      subject: user.username,
      details: ownerless.length > 0 ? { ownerless } : {},
    });
  });
}

const onlyAdmins = "Only admins may delete accounts, and never their own. Disable yours instead.";

const personal = {
  where: { kind: "personal" },
  select: {
    id: true,
    name: true,
    registryId: true,
    teamId: true,
  },
} as const;

const withRepositories = <Row extends { id: number }>(namespaces: readonly Row[], tx: Tx = db) =>
  withCounts(namespaces, { repositories: "repositories.namespace_id" }, tx);

const isEmpty = (namespace: { repositories: number }) => namespace.repositories === 0;

async function deleteOrDetachNamespaces(tx: Tx, userId: number): Promise<void> {
  // Pushes lock the namespace too, so that none can arrive between the check for repositories and the deletion.
  await tx.$queryRaw`SELECT id FROM namespaces WHERE owner_id = ${userId} FOR UPDATE`;
  const { namespaces } = await tx.user.findUniqueOrThrow({
    where: { id: userId },
    select: { namespaces: personal },
  });
  for (const namespace of await withRepositories(namespaces, tx))
    if (isEmpty(namespace)) {
      await tx.namespace.delete({ where: { id: namespace.id } });
      await tx.team.delete({ where: { id: namespace.teamId } });
      await reserveName(tx, namespace);
    } else await tx.namespace.update({ where: { id: namespace.id }, data: { kind: "team" } });
}
