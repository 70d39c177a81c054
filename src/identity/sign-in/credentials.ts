import { hash } from "node:crypto";
import { createCache } from "../../platform/cache.ts";
import { config } from "../../platform/config/config.ts";
import { db, onAccessChange } from "../../platform/db/client.ts";
import { Invalid, TooMany } from "../../platform/errors.ts";
import { counter } from "../../platform/metrics/metrics.ts";
import { type Actor, actorFields } from "../actor/actor.ts";
import { isInAnyBlock } from "../actor/limits.ts";
import { passwordRefusal } from "../actor/second-factor.ts";
import { prefixes } from "../actor/secrets.ts";
import { findTokenHolder, isHolder, type TokenRejection } from "../tokens/authenticate.ts";
import { recordUse } from "../tokens/last-use.ts";
import { type Authenticated, type Credentials, findByPassword } from "./password-check.ts";
import type { Rejection } from "./rejection.ts";
import { recordFailedSignIn } from "./sign-ins.ts";
import { type Attempt, admit, rememberGoodPair, reserve } from "./throttle.ts";

interface From extends Pick<Attempt, "address"> {
  /** Called with the reason if credentials are refused. */
  refused?: (why: Rejection) => void;
}

interface KnownToken {
  id: number;
  addresses: readonly string[];
  answer: Authenticated;
}

const signIns = counter({
  name: "portus_sign_in_total",
  help: "Checks of a user name and a secret, at every entry point, by outcome. `limited`: after too many wrong passwords.",
  labels: {
    method: ["password", "application_token"],
    outcome: ["accepted", "refused", "limited"],
  },
});

const cachedForMs = { token: 10_000, password: 60_000, refusal: 60_000 }; // ms
const tokens = createCache<KnownToken>(10_000);
const passwords = createCache<Authenticated>(10_000);
const refusals = createCache<Rejection>(10_000);
const underWay = new Map<string, Promise<Authenticated | Rejection>>();

onAccessChange(() => {
  for (const cache of [tokens, passwords, refusals]) cache.clear();
  underWay.clear();
});

/**
 * Who a user name and a secret belong to, at every entry point but the pages: by application token or password. The
 * password of an account with a second factor is refused, because a program can't be asked for that. Recently valid
 * credentials are answered from a cache, without a query; any change of access clears the cache. Throws TooMany after too
 * many wrong passwords.
 */
export async function authenticateCredentials(
  given: Credentials,
  from: From,
): Promise<Authenticated | null> {
  const credentials = { ...given, username: given.username.toLowerCase() };
  return given.secret.startsWith(prefixes.applicationToken)
    ? authenticateToken(credentials, from) // no password starts with the token prefix
    : authenticate(credentials, from, ofProgram);
}

/** Who a user name and a password belong to, for pages, which ask for the second factor. Robots have no password. */
export async function authenticatePassword(
  given: Credentials,
  from: From,
): Promise<Authenticated | null> {
  return authenticate(given, from, async (known) => known);
}

async function ofProgram(known: Authenticated): Promise<Authenticated | Rejection> {
  const { actor, secondFactorSince = null } = known;
  if (known.onlyForPages) return { why: "directory_password" };
  const why = await passwordRefusal({ ...actor, secondFactorSince });
  return why ? { why } : known;
}

async function authenticate(
  given: Credentials,
  { address, refused }: From,
  admitted: typeof ofProgram,
): Promise<Authenticated | null> {
  const credentials = { ...given, username: given.username.toLowerCase().slice(0, 256) };
  const attempt = { address, username: credentials.username };
  try {
    const answer = await rememberedCheck(credentials, attempt);
    return accepted("actor" in answer ? await admitted(answer) : answer, refused);
  } catch (error) {
    if (error instanceof TooMany) {
      signIns.add({ method: "password", outcome: "limited" });
      refused?.({ why: "throttled" });
    }
    throw error;
  }
}

function accepted(answer: Authenticated | Rejection, refused: From["refused"]) {
  const isAccepted = "actor" in answer;
  signIns.add({ method: "password", outcome: isAccepted ? "accepted" : "refused" });
  if (isAccepted) return answer;
  refused?.(answer);
  return null;
}

async function rememberedCheck(credentials: Credentials, attempt: Attempt) {
  await admit(attempt); // before the cache: it must not tell a guesser more than the database would

  const key = keyOf(credentials);
  const remembered = passwords.get(key) ?? refusals.get(key); // clients repeat requests; the same wrong password counts once
  return remembered ?? sharedCheck(key, credentials, attempt);
}

/** The account that somebody proved to have, unless it is disabled. */
export async function findEnabled(id: number): Promise<Actor> {
  const user = await db.user.findUnique({ where: { id, disabledAt: null }, select: actorFields });
  if (!user) throw new Invalid({ form: "This account is disabled. Ask an admin to enable it." });
  return user;
}

/** Whether somebody has a password, here or at a directory. */
export async function hasPassword({ id }: Actor): Promise<boolean> {
  const atDirectory = {
    identities: { some: { provider: { kind: "ldap", enabled: true } } },
  } as const;
  const where = { id, OR: [{ passwordHash: { not: null } }, atDirectory] };
  return (await db.user.count({ where })) === 1;
}

async function authenticateToken(
  credentials: Credentials,
  { address, refused }: From,
): Promise<Authenticated | null> {
  const token = await findToken(credentials);
  const usable = "why" in token ? token : usableFrom(address, token);
  if ("why" in usable) {
    signIns.add({ method: "application_token", outcome: "refused" });
    refused?.(usable);
    return recordFailedSignIn({ address, username: credentials.username });
  }
  signIns.add({ method: "application_token", outcome: "accepted" });
  recordUse("application_tokens", usable.id);
  return usable.answer;
}

function usableFrom(address: string, token: KnownToken): KnownToken | Rejection {
  if (isInAnyBlock(token.addresses, address)) return token;
  return { why: "wrong_address", applicationToken: token.id };
}

async function findToken({ username, secret }: Credentials): Promise<KnownToken | TokenRejection> {
  const key = hash("sha256", `${username}:${secret}`, "base64");
  const remembered = tokens.get(key);
  if (remembered) return remembered;

  const { generation } = tokens;
  const holder = await findTokenHolder(username, secret);
  if (!isHolder(holder)) return holder;
  const { id, addresses, actor } = holder;
  const known: KnownToken = { id, addresses, answer: { actor, by: "token", applicationToken: id } };
  const until = Math.min(Date.now() + cachedForMs.token, holder.expiresAt?.getTime() ?? Infinity);
  if (tokens.generation === generation) tokens.set(key, known, until);
  return known;
}

/** Identical checks under way are shared: each costs 20 ms of a core. */
function sharedCheck(key: string, credentials: Credentials, attempt: Attempt) {
  const running = underWay.get(key);
  if (running) return running;

  const check = checkPassword(key, credentials, attempt).finally(() => {
    if (underWay.get(key) === check) underWay.delete(key);
  });
  underWay.set(key, check);
  return check;
}

async function checkPassword(key: string, credentials: Credentials, attempt: Attempt) {
  const { generation } = passwords;
  const reservation = await reserve(attempt);
  const answer = await findByPassword(credentials, attempt).catch(async (error) => {
    await reservation.uncount(); // our own failure
    throw error;
  });
  if ("why" in answer) {
    await reservation.keep();
    if (passwords.generation === generation)
      refusals.set(key, answer, Date.now() + cachedForMs.refusal);
    recordFailedSignIn(attempt);
    return answer;
  }

  await Promise.all([reservation.uncount(), rememberGoodPair(attempt)]);
  if (passwords.generation === generation)
    passwords.set(key, answer, Date.now() + cachedForMs.password);
  return answer;
}

/** Cache keys reveal no password: they can't be brute-forced without the instance's secret. An HMAC takes five times as long. */
function keyOf({ username, secret }: Credentials): string {
  return hash("sha256", `${config.secret}\n${username}:${secret}`, "base64");
}
