import { db } from "../../platform/db/client.ts";
import { ensure } from "../../platform/errors.ts";
import type { Actor } from "../actor/actor.ts";
import { canAdministerPeople } from "../actor/policy.ts";
import { confirmedUntil } from "../providers/confirmation.ts";
import { countSessions } from "../sign-in/sessions.ts";

/** How an account signs in, for admins: its tokens without anything that could be used, and how often it is signed in. */
export async function inspectAccount(actor: Actor, { id }: { id: number }) {
  ensure(canAdministerPeople(actor));
  const now = new Date();
  const [account, tokens, sessions, clients, accessUntil] = await Promise.all([
    db.user.findUniqueOrThrow({ where: { id }, select: { email: true } }),
    db.applicationToken.findMany({ where: { userId: id }, ...tokenFacts, orderBy: { id: "desc" } }),
    countSessions(id),
    db.refreshToken.count({ where: { userId: id, expiresAt: { gt: now } } }),
    confirmedUntil(id),
  ]);
  return { email: account.email, tokens, sessions, clients, accessUntil };
}

const tokenFacts = {
  select: {
    id: true,
    name: true,
    createdAt: true,
    rotatedAt: true,
    expiresAt: true,
    lastUsedAt: true,
    scopes: true,
    patterns: true,
    actions: true,
    addresses: true,
    byDevice: true,
  },
} as const;
