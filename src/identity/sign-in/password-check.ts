import { setTimeout as pause } from "node:timers/promises";
import { db } from "../../platform/db/client.ts";
import {
  type AccountState,
  type Actor,
  accountFields,
  actorOf,
  inactivity,
} from "../actor/actor.ts";
import { askDirectories } from "./directory-check.ts";
import { hashPassword, matchPassword } from "./passwords.ts";
import type { Rejection } from "./rejection.ts";
import type { Attempt } from "./throttle.ts";

export interface Credentials {
  username: string;
  secret: string;
}

export interface Authenticated {
  actor: Actor;
  by: "password" | "token";
  applicationToken?: number; // its id
  secondFactorSince?: Date; // if the password belongs to an account with a second factor
  /** A password of a directory, where its settings keep it from clients. */
  onlyForPages?: true;
}

type Account = Actor &
  AccountState & { passwordHash: string | null; secondFactorSince: Date | null };

/** Does the same work whether the user exists or not, disabled or not; the work of directories differs, so it is timed. */
export async function findByPassword(
  { username, secret }: Credentials,
  { address }: Attempt,
): Promise<Authenticated | Rejection> {
  const started = Date.now();
  const user = await db.user.findUnique({
    where: { username },
    select: { ...accountFields, passwordHash: true, secondFactorSince: true },
  });
  const match = await matchPassword(secret, user?.passwordHash ?? null);
  const own = user ? await judge(user, match, secret) : ({ why: "unknown_account" } as const);
  if ("actor" in own || own.why === "robot" || own.why === "disabled") return own;

  const account = user && { id: user.id, hasPassword: user.passwordHash !== null };
  const said = await askDirectories({ username, secret, address, account });
  if (!said) return own;
  if ("why" in said) return refuseAfter(started, said);
  const { actor, forClients } = said;
  return {
    actor,
    by: "password",
    ...(await secondFactorOf(actor)),
    ...(!forClients && { onlyForPages: true }),
  };
}

async function judge(
  { passwordHash, secondFactorSince, ...account }: Account,
  match: Awaited<ReturnType<typeof matchPassword>>,
  secret: string,
): Promise<Authenticated | Rejection> {
  if (account.robot) return { why: "robot" };
  const inactive = inactivity(account);
  if (inactive) return { why: inactive };
  if (match === "wrong") return { why: "wrong_password" };

  const actor = actorOf(account);
  if (passwordHash && match === "outdated") await rehash(actor.id, passwordHash, secret);
  return { actor, by: "password", ...(secondFactorSince && { secondFactorSince }) };
}

/** The directory knows nothing of the second factor that its people have here. */
async function secondFactorOf({ id }: Actor): Promise<Pick<Authenticated, "secondFactorSince">> {
  const { secondFactorSince } = await db.user.findUniqueOrThrow({
    where: { id },
    select: { secondFactorSince: true },
  });
  return secondFactorSince ? { secondFactorSince } : {};
}

const minRefusalMs = 400;

/** A refusal that takes as long whether a directory has the name or not. */
async function refuseAfter(started: number, rejection: Rejection): Promise<Rejection> {
  await pause(Math.max(0, started + minRefusalMs - Date.now()));
  return rejection;
}

/** Replaces an outdated hash, unless the password was changed in the meantime. */
async function rehash(id: number, outdated: string, password: string): Promise<void> {
  const passwordHash = await hashPassword(password);
  await db.user.updateMany({ where: { id, passwordHash: outdated }, data: { passwordHash } });
}
