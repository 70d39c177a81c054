import { db, type User } from "../../platform/db/client.ts";
import { ensure, NotFound } from "../../platform/errors.ts";
import type { Actor } from "../actor/actor.ts";
import { canAdministerPeople, canSeeAccount } from "../actor/policy.ts";
import { shownAddress } from "./addresses.ts";
import { presentUser, shown } from "./present.ts";

export type UserEntry = Omit<User, "passwordHash">;

/** An account as the API presents it, for admins and for its own person. */
export async function findAccount(actor: Actor, where: { id: number } | { email: string }) {
  const user = await db.user.findUnique({ where, ...shown });
  if (!user || !canSeeAccount(actor, user)) throw new NotFound("user");
  return presentUser({ ...user, email: shownAddress(actor, user) });
}

export async function findUser(actor: Actor, username: string): Promise<UserEntry> {
  ensure(canAdministerPeople(actor));
  const where = { username: username.toLowerCase() };
  const user = await db.user.findUnique({ where, omit: { passwordHash: true } });
  if (!user) throw new NotFound("user");
  return user;
}

export async function findUserById(actor: Actor, id: number): Promise<UserEntry> {
  ensure(canAdministerPeople(actor));
  const user = await db.user.findUnique({ where: { id }, omit: { passwordHash: true } });
  if (!user) throw new NotFound("user");
  return user;
}
