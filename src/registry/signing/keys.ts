import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { db, type SigningKey, type Tx, transaction } from "../../platform/db/client.ts";
import { lock, locks } from "../../platform/db/locks.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { log } from "../../platform/log.ts";
import type { Warning } from "../former-hosts.ts";
import { caWarning, ensureCa, trustedCas } from "./ca.ts";
import { privateKeyOf, storeKey } from "./key-rows.ts";

export const jobs: Job[] = [
  { name: "rotate-leaf", cron: "*/10 * * * *", run: rotateLeaf },
  { name: "renew-ca", cron: "23 3 * * *", run: ensureKeys },
];

const hourMs = 3_600_000;
const rotationMs = 24 * hourMs; // a leaf signs for a day
const maxTokenLifetimeMs = 24 * hourMs; // the maximum of PORTUS_TOKEN_TTL
const marginMs = 24 * hourMs; // a day without a database or without the job is harmless
const lifetimeMs = rotationMs + maxTokenLifetimeMs + marginMs;

export interface Leaf {
  key: KeyObject;
  header: { alg: "ES256"; typ: "JWT"; x5c: [string] };
  encodedHeader: string; // as tokens start
  notAfter: number;
}

let leaf: Leaf | undefined;
let cas: SigningKey[] = [];
let replacing: Promise<void> | undefined;

/** Creates what is missing, a CA, the successor of a CA that ends within a year, a usable leaf key, and loads all. */
export async function ensureKeys(): Promise<void> {
  await transaction(async (tx) => {
    await lock(tx, locks.signingKeys);
    await ensureCa(tx);
    await ensureLeaf(tx, maxTokenLifetimeMs);
  });
  await loadKeys();
  const warning = keysWarning();
  if (warning) log.warn(`${warning.text} ${warning.next}`);
}

/** Loads the keys that another replica made. If the database is down, the loaded key stays valid for two days. */
export async function reloadKeys(): Promise<void> {
  await loadKeys().catch((error) => log.error({ err: error }, "signing keys can't be reloaded"));
}

/** Loads the CAs and the newest leaf key from the database, which all replicas share. */
async function loadKeys(): Promise<void> {
  const [trusted, signer] = await Promise.all([trustedCas(), newestLeaf(db)]);
  cas = trusted;
  leaf = signer ? leafOf(signer) : undefined;
}

/** Creates a new leaf key if the newest one is a day old, or always with `force`. Returns whether it did. */
export async function rotateLeaf({ force = false } = {}): Promise<boolean> {
  const made = await transaction(async (tx) => {
    await lock(tx, locks.signingKeys);
    const current = await newestLeaf(tx);
    if (!force && current && current.createdAt.getTime() > Date.now() - rotationMs)
      return ensureLeaf(tx, maxTokenLifetimeMs);

    await addLeaf(tx);
    // An expired leaf key has no valid tokens left: it outlives every token that it signs (currentLeaf).
    await tx.signingKey.deleteMany({ where: { kind: "leaf", notAfter: { lt: new Date() } } });
    return true;
  });
  await loadKeys();
  return made;
}

/**
 * Replaces the loaded leaf key if it would expire before a token with this lifetime (s). That happens if Portus, its
 * database or its jobs have stood still for days: signing must not depend on a job that ran.
 */
export async function readyLeaf(ttl: number): Promise<void> {
  if (canSign(ttl)) return;
  replacing ??= replaceLeaf(ttl).finally(() => {
    replacing = undefined;
  });
  await replacing;
}

async function replaceLeaf(ttl: number): Promise<void> {
  await transaction(async (tx) => {
    await lock(tx, locks.signingKeys);
    await ensureCa(tx);
    await ensureLeaf(tx, ttl * 1000);
  });
  await loadKeys();
}

/** Whether the loaded leaf key can sign a token with this lifetime (s). */
export function canSign(ttl: number): boolean {
  return leaf !== undefined && leaf.notAfter >= Date.now() + ttl * 1000;
}

/** When the certificate of the loaded leaf key ends; null if none is loaded. */
export const leafEnd = (): Date | null => (leaf ? new Date(leaf.notAfter) : null);

/** The key that signs tokens now. Throws if its certificate would expire before the token does. */
export function currentLeaf(ttl: number): Leaf {
  if (!leaf) throw new Error("No signing key is loaded.");
  if (canSign(ttl)) return leaf;
  void readyLeaf(ttl).catch((error) =>
    log.error({ err: error }, "the signing key can't be replaced"),
  );
  throw new Error("The signing key expires before the token would. It is being replaced.");
}

/** The certificates of all trusted CAs as PEM: the registry's `rootcertbundle`. */
export function caCertificate(): string {
  return caCertificates().join("");
}

/** The same, one by one; the CA that signs leaves is the first. */
export function caCertificates(): string[] {
  if (cas.length === 0) throw new Error("No CA certificate is loaded.");
  return cas.map(({ certificate }) => `${certificate.trimEnd()}\n`);
}

/** When the key that signs now expires; null before one is loaded. */
export const leafExpiry = (): Date | null => (leaf ? new Date(leaf.notAfter) : null);

/** When the last of the trusted CAs expires, after which registries accept no token. */
export const caExpiry = (): Date | null =>
  cas.reduce<Date | null>(
    (last, { notAfter }) => (last && last > notAfter ? last : notAfter),
    null,
  );

/** What an operator has to do because the CA ends soon; null if nothing. */
export const keysWarning = (): Warning | null => caWarning(cas);

function newestLeaf(tx: Tx): Promise<SigningKey | null> {
  return tx.signingKey.findFirst({
    where: { kind: "leaf" },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
}

/** Adds a leaf key if the newest one is valid for less than `ms`. Returns whether it did. */
async function ensureLeaf(tx: Tx, ms: number): Promise<boolean> {
  const current = await newestLeaf(tx);
  if (current && current.notAfter.getTime() >= Date.now() + ms) return false;
  await addLeaf(tx);
  return true;
}

async function addLeaf(tx: Tx): Promise<void> {
  const [root] = await trustedCas(tx);
  if (!root) throw new Error("There is no CA to sign the certificate of a new key.");
  const { makeLeaf } = await import("./certificates.ts"); // 15 MB that a start seldom needs
  const signer = { certificate: root.certificate, key: privateKeyOf(root) };
  await storeKey(tx, "leaf", await makeLeaf(signer, lifetimeMs));
}

function leafOf(row: SigningKey): Leaf {
  const { raw, validTo } = new X509Certificate(row.certificate);
  const header: Leaf["header"] = { alg: "ES256", typ: "JWT", x5c: [raw.toString("base64")] };
  return {
    key: createPrivateKey({ key: privateKeyOf(row), format: "der", type: "pkcs8" }),
    header,
    encodedHeader: Buffer.from(JSON.stringify(header)).toString("base64url"),
    notAfter: Date.parse(validTo),
  };
}
