import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { config } from "../../platform/config/config.ts";
import { db, type SigningKey, type Tx, transaction } from "../../platform/db/client.ts";
import { lock, locks } from "../../platform/db/locks.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { log } from "../../platform/log.ts";
import { seal, unseal } from "../../platform/seal.ts";
import { makeCa, makeLeaf, type Pair } from "./certificates.ts";

export const jobs: Job[] = [{ name: "rotate-leaf", cron: "*/10 * * * *", run: rotateLeaf }];

const hourMs = 3_600_000;
const rotationMs = 24 * hourMs; // a leaf signs for a day
const maxTokenLifetimeMs = 24 * hourMs; // the maximum of PORTUS_TOKEN_TTL
const marginMs = 24 * hourMs; // a day without a database or without the job is harmless
const lifetimeMs = rotationMs + maxTokenLifetimeMs + marginMs;

export interface Leaf {
  key: KeyObject;
  header: { alg: "ES256"; typ: "JWT"; x5c: [string] };
  notAfter: number;
}

let leaf: Leaf | undefined;
let ca: string | undefined;

/** Creates the CA and the first leaf key if there are none, and loads the newest leaf key. */
export async function ensureKeys(): Promise<void> {
  await transaction(async (tx) => {
    await lock(tx, locks.signingKeys);
    if (!(await newest(tx, "ca"))) await storeKey(tx, "ca", await makeCa(config.issuer));
    if (!(await newest(tx, "leaf"))) await addLeaf(tx);
  });
  await loadKeys();
}

/** Loads the leaf key that another replica made. If the database is down, the loaded key stays valid for two days. */
export async function reloadKeys(): Promise<void> {
  await loadKeys().catch((error) => log.error({ err: error }, "signing keys can't be reloaded"));
}

/** Loads the CA and the newest leaf key from the database, which all replicas share. */
async function loadKeys(): Promise<void> {
  const [root, signer] = await Promise.all([newest(db, "ca"), newest(db, "leaf")]);
  ca = root?.certificate;
  leaf = signer ? leafOf(signer) : undefined;
}

/** Creates a new leaf key if the newest one is a day old, or always with `force`. Returns whether it did. */
export async function rotateLeaf({ force = false } = {}): Promise<boolean> {
  const made = await transaction(async (tx) => {
    await lock(tx, locks.signingKeys);
    const current = await newest(tx, "leaf");
    if (!force && current && current.createdAt.getTime() > Date.now() - rotationMs) return false;

    await addLeaf(tx);
    // An expired leaf key has no valid tokens left: it outlives every token that it signs (currentLeaf).
    await tx.signingKey.deleteMany({ where: { kind: "leaf", notAfter: { lt: new Date() } } });
    return true;
  });
  await loadKeys();
  return made;
}

/** The key that signs tokens now. Throws if its certificate would expire before the token does. */
export function currentLeaf(ttl: number): Leaf {
  if (!leaf) throw new Error("No signing key is loaded.");
  if (leaf.notAfter < Date.now() + ttl * 1000)
    throw new Error("The signing key expires before the token would: its rotation has not run.");
  return leaf;
}

/** The CA certificate as PEM: the registry's `rootcertbundle`. */
export function caCertificate(): string {
  if (!ca) throw new Error("No CA certificate is loaded.");
  return ca;
}

function newest(tx: Tx, kind: SigningKey["kind"]): Promise<SigningKey | null> {
  return tx.signingKey.findFirst({
    where: { kind },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
}

async function addLeaf(tx: Tx): Promise<void> {
  const root = await newest(tx, "ca");
  if (!root) throw new Error("There is no CA to sign the certificate of a new key.");
  const key = unseal(root.sealedKey, config.secret);
  await storeKey(tx, "leaf", await makeLeaf({ certificate: root.certificate, key }, lifetimeMs));
}

async function storeKey(tx: Tx, kind: SigningKey["kind"], { key, ...pair }: Pair): Promise<void> {
  const sealedKey = new Uint8Array(seal(key, config.secret));
  await tx.signingKey.create({ data: { kind, sealedKey, ...pair } });
}

function leafOf({ certificate, sealedKey }: SigningKey): Leaf {
  const key = unseal(sealedKey, config.secret);
  const { raw, validTo } = new X509Certificate(certificate);
  return {
    key: createPrivateKey({ key, format: "der", type: "pkcs8" }),
    header: { alg: "ES256", typ: "JWT", x5c: [raw.toString("base64")] },
    notAfter: Date.parse(validTo),
  };
}
