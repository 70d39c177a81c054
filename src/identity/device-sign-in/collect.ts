import { record } from "../../history/record.ts";
import { type DeviceSignIn, db, type Tx, transaction } from "../../platform/db/client.ts";
import { lockUser } from "../../platform/db/locks.ts";
import { Invalid } from "../../platform/errors.ts";
import { plural } from "../../platform/plural.ts";
import { type Actor, accountFields, actorOf, inactivity } from "../actor/actor.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { digestOf, isWellFormed, prefixes } from "../actor/secrets.ts";
import { createTokenWithin } from "../tokens/tokens.ts";
import { findReplaced } from "./decide.ts";

/** Why a machine gets no token (RFC 8628, 3.5). */
export interface Denial {
  error:
    | "authorization_pending"
    | "slow_down"
    | "access_denied"
    | "expired_token"
    | "invalid_grant";
  why: string;
}

export interface Collected {
  username: string;
  secret: string;
  expiresAt: Date | null;
  actions: readonly string[];
}

const slowerSeconds = 5;

/** What a machine gets that asks whether somebody has confirmed: its application token, once, or why not yet or not. */
export async function collectToken(
  deviceCode: string,
  { address }: { address: string },
): Promise<Collected | Denial> {
  const polled = isWellFormed(deviceCode, prefixes.deviceCode) ? await poll(deviceCode) : null;
  if (!polled) return unknown;
  const { id, state, expired, tooSoon } = polled;
  if (state === "collected") return used;
  if (expired) return denied("expired_token", "Nobody confirmed in time. Start again.");
  if (state === "refused") return denied("access_denied", "The sign-in was refused.");
  if (state === "pending") return tooSoon ? tooFast : pending;
  return collect(id, address).catch((error) => refuse(id, error));
}

const denied = (error: Denial["error"], why: string): Denial => ({ error, why });
const unknown = denied("invalid_grant", "This device code is not known. Start again.");
const used = denied("invalid_grant", "This device code was used already. Start again.");
const pending = denied("authorization_pending", "Nobody has confirmed yet. Ask again.");
const tooFast = denied("slow_down", `Wait ${plural(slowerSeconds, "second")} longer from now on.`);

interface Polled extends Pick<DeviceSignIn, "id" | "state"> {
  expired: boolean;
  tooSoon: boolean;
}

/** Notes that a machine asks. One that asks too soon waits longer from then on. */
async function poll(deviceCode: string): Promise<Polled | null> {
  const [polled] = await db.$queryRaw<Polled[]>`
    WITH before AS (
      SELECT id, coalesce(polled_at > now() - (interval - 1) * interval '1 second', false) AS too_soon
      FROM device_sign_ins WHERE device_hash = ${digestOf(deviceCode)} FOR UPDATE)
    UPDATE device_sign_ins AS known SET polled_at = now(),
      interval = known.interval + CASE WHEN before.too_soon THEN ${slowerSeconds}::int ELSE 0 END
    FROM before WHERE known.id = before.id
    RETURNING known.id, known.state::text, known.expires_at <= now() AS expired, before.too_soon AS "tooSoon"`;
  return polled ?? null;
}

/** Of several requests at the same moment, one gets the token. */
function collect(id: bigint, address: string): Promise<Collected | Denial> {
  return transaction(async (tx) => {
    const where = { id, state: "confirmed" } as const;
    const data = { state: "collected" } as const;
    const { count } = await tx.deviceSignIn.updateMany({ where, data });
    if (count === 0) return used;

    const signIn = await tx.deviceSignIn.findUniqueOrThrow({ where: { id } });
    const person = await findPerson(tx, signIn.userId);
    if (!person) return denied("access_denied", "The account that confirmed is disabled.");
    return createMachineToken(tx, { actor: person, credential: "device_code", address }, signIn);
  });
}

async function findPerson(tx: Tx, id: number | null): Promise<Actor | null> {
  const user = await tx.user.findUnique({ where: { id: id ?? 0 }, select: accountFields });
  return user && !inactivity(user) ? actorOf(user) : null;
}

async function createMachineToken(
  tx: Tx,
  audit: ActorAudit,
  signIn: DeviceSignIn,
): Promise<Collected> {
  const { id: userId, username } = audit.actor;
  const { machine, actions, tokenExpiresAt: expiresAt } = signIn;
  await lockUser(tx, userId); // other machines of the same name may collect at the same moment
  const replaced = await findReplaced(tx, signIn, userId);
  if (replaced) {
    await tx.applicationToken.delete({ where: { id: replaced.id } });
    const entry = { subject: replaced.name, details: { owner: username } };
    await record(tx, audit, { key: "application_token.destroy", ...entry });
  }
  const name = replaced?.name ?? (await freeName(tx, userId, machine));
  const { secret } = await createTokenWithin(tx, audit, userId, {
    name,
    expiresAt,
    scopes: ["registry"],
    actions,
    byDevice: true,
  });
  return { username, secret, expiresAt, actions };
}

/** `laptop`, or `laptop-2` if the person has a token with that name. */
async function freeName(tx: Tx, userId: number, machine: string): Promise<string> {
  const tokens = await tx.applicationToken.findMany({ where: { userId }, select: { name: true } });
  const taken = new Set(tokens.map(({ name }) => name));
  let name = machine;
  for (let n = 2; taken.has(name); n += 1) name = `${machine}-${n}`;
  return name;
}

/** Tells the machine to stop asking when no token can be created, such as for want of room. */
async function refuse(id: bigint, error: unknown): Promise<Denial> {
  if (!(error instanceof Invalid)) throw error;
  await db.deviceSignIn.updateMany({ where: { id }, data: { state: "refused" } });
  return denied("access_denied", error.message);
}
