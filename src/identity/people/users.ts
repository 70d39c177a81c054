import { record } from "../../history/record.ts";
import { db, type Prisma, type Tx, type User } from "../../platform/db/client.ts";
import {
  fetchSorted,
  type SortColumn,
  type SortedPage,
  type SortQuery,
} from "../../platform/db/sorted.ts";
import { escapeLike } from "../../platform/db/text.ts";
import { ensure, NotFound } from "../../platform/errors.ts";
import { endSessions } from "../../platform/http/session-store.ts";
import type { Actor } from "../actor/actor.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { canAdministerPeople, canDisable, canGiveAccess } from "../actor/policy.ts";
import { deleteLinks } from "../email-links/links.ts";
import { withoutSecondFactor } from "../second-factor/rule.ts";
import { revokeRefreshTokensOf } from "../tokens/refresh-tokens.ts";
import { changeUser, ensureNotLastAdmin } from "./admins.ts";
import type { UserEntry } from "./find.ts";
import { presentUser, shown } from "./present.ts";
import type { UserFilters, UserState } from "./schemas.ts";
import { soleOwnedTeams } from "./sole-owner.ts";

const size = 50;

const userColumns = {
  created: { field: "createdAt", kind: "time", usual: "desc" },
  name: { field: "username", kind: "text", usual: "asc" },
  "signed-in": { field: "currentSignInAt", kind: "time", usual: "desc", nullable: true },
} as const satisfies Record<string, SortColumn<UserEntry>>;

/** The people and robots that match the filters. `query` says in which order. */
export async function listUsers(
  actor: Actor,
  query: SortQuery,
  { q, state }: UserFilters = {},
): Promise<SortedPage<UserEntry>> {
  ensure(canAdministerPeople(actor));
  const matching = { AND: [holding(q), state ? states[state] : {}] };
  return fetchSorted<UserEntry>(userColumns, query, {
    size,
    find: ({ where, orderBy, take }) =>
      db.user.findMany({
        where: { AND: [matching, where] },
        omit: { passwordHash: true },
        orderBy,
        take,
      }),
    count: (take) => db.user.count({ where: matching, take }),
  });
}

const states: Record<UserState, Prisma.UserWhereInput> = {
  people: { robot: false },
  robots: { robot: true },
  admins: { admin: true },
  disabled: { disabledAt: { not: null } },
  "no-second-factor": withoutSecondFactor,
};

/** The source of an API list: all people and robots. */
export function userListing(actor: Actor, orderBy: Prisma.UserOrderByWithRelationInput[]) {
  ensure(canAdministerPeople(actor));
  return {
    count: () => db.user.count(),
    ids: (window: { skip: number; take: number }) =>
      db.user.findMany({ ...window, orderBy, select: { id: true } }),
    rows: (ids: number[]) => db.user.findMany({ ...shown, where: { id: { in: ids } } }),
    present: presentUser,
  };
}

/**
 * The names of the teams that disabling an account would leave without an active owner. Throws Invalid if this is the
 * last admin.
 */
export async function previewDisabling(actor: Actor, id: number): Promise<string[]> {
  ensure(canDisable(actor, { id }));
  const user = await db.user.findUnique({ where: { id } });
  if (!user) throw new NotFound("user");
  if (!user.disabledAt) await ensureNotLastAdmin(db, user);
  return soleOwnedTeams(db, id);
}

/**
 * Disables an account and ends all its credentials. Its namespace and images stay. A team's only active owner can be
 * disabled, because an admin must be able to disable a stolen account at once. Returns the names of these teams.
 */
export async function disableUser(audit: ActorAudit, id: number): Promise<string[]> {
  return changeUser(audit.actor, id, (tx, user) => disableWithin(tx, audit, user));
}

/** Enables an account again. Its sessions, clients and application tokens stay deleted. */
export async function enableUser(audit: ActorAudit, id: number): Promise<void> {
  await changeUser(audit.actor, id, (tx, user) => enableWithin(tx, audit, user));
}

export async function disableWithin(tx: Tx, audit: ActorAudit, user: User): Promise<string[]> {
  const { id } = user;
  ensure(canDisable(audit.actor, user), "Only admins may disable someone else's account.");
  if (user.disabledAt && !user.suspension) {
    await cancelConfirmation(tx, audit, user);
    return [];
  }
  await ensureNotLastAdmin(tx, user);
  const ownerless = await soleOwnedTeams(tx, id);

  await tx.user.update({ where: { id }, data: { disabledAt: new Date(), suspension: null } });
  await endSessions(tx, id);
  await revokeRefreshTokensOf(tx, id);
  await deleteLinks(tx, id);
  await tx.applicationToken.deleteMany({ where: { userId: id } });
  await record(tx, audit, {
    key: "user.disable",
    subject: user.username,
    details: ownerless.length > 0 ? { ownerless } : {},
  });
  return ownerless;
}

/** An account that waits for its confirmation is disabled already, but its link would enable it. */
async function cancelConfirmation(tx: Tx, audit: ActorAudit, user: User): Promise<void> {
  if ((await deleteLinks(tx, user.id)) > 0)
    await record(tx, audit, { key: "user.disable", subject: user.username });
}

export async function enableWithin(tx: Tx, audit: ActorAudit, user: User): Promise<void> {
  ensure(canAdministerPeople(audit.actor), "Only admins may enable an account.");
  ensure(canGiveAccess(audit.actor), "Limited or expiring tokens can't enable an account.");
  if (!user.disabledAt) return;

  await tx.user.update({ where: { id: user.id }, data: { disabledAt: null, suspension: null } });
  await tx.externalIdentity.updateMany({ where: { userId: user.id }, data: { gone: null } });
  await record(tx, audit, { key: "user.enable", subject: user.username });
}

function holding(q = ""): Prisma.UserWhereInput {
  if (!q) return {};
  const contains = escapeLike(q);
  const like = { contains, mode: "insensitive" } as const;
  return { OR: [{ username: like }, { email: like }, { displayName: like }] };
}
