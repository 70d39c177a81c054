import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { config } from "../platform/config/config.ts";
import type { Activity, Prisma, Tx } from "../platform/db/client.ts";
import type { AuditKey } from "./verbs.ts";

export interface AuditEntry {
  key: AuditKey;
  /** The name of the thing it happened to, stored because the thing may be deleted. */
  subject: string;
  registryId?: number;
  teamId?: number;
  namespaceId?: number;
  repositoryId?: number;
  details?: Prisma.InputJsonObject;
  /** When it happened, if that is not now. */
  at?: Date;
}

/** The person or robot that made a change. The id is null or 0 if they have no user account. */
export interface Agent {
  id: number | null;
  username: string;
}

/** How the actor authenticated, with the id of the credential if there can be several. */
export type Credential =
  | "session" // of a browser
  | "password" // of a program
  | "passkey"
  | "sign_in_provider" // authenticated the person
  | `scim:${number}` // of the sign-in provider
  | `application_token:${number}`
  | "email_link"
  | "device_code" // of a machine that somebody confirmed
  | "registry" // a notification of the registry named the actor
  | "command" // in the shell of the instance
  | "system" // Portus itself, or work that was requested before Portus stored credentials with it
  | "none"; // refused, or not needed yet

/** Who makes a change, with which credential and from where: every function that records a change requires it. */
export interface Audit<A extends Agent = Agent> {
  actor: A;
  credential: Credential;
  address: string | null; // null: the change did not come over the network
}

/** The source of a change that the registry reported. */
export const reportedBy = (actor: Agent): Audit => ({
  actor,
  credential: "registry",
  address: null,
});

/** The credential and address of a request, as a row stores them for work that is finished later. */
interface StoredSource {
  credential: string | null; // null in rows from before they were stored
  address: string | null;
}

/** The source of work that Portus finishes later for the person who requested it. */
export const onBehalfOf = <A extends Agent>(
  actor: A,
  { credential, address }: StoredSource,
): Audit<A> => ({
  actor,
  credential: (credential as Credential | null) ?? "system", // as it was stored
  address,
});

/** Writes one entry of the audit log, in the transaction of its cause, and marks it as written by Portus. */
export async function record(tx: Tx, audit: Audit, entry: AuditEntry): Promise<void> {
  await recordAll(tx, [{ audit, entry }]);
}

export interface AuditRecord {
  audit: Audit;
  entry: AuditEntry;
}

/** The same for many entries, in one statement and in this order. */
export async function recordAll(tx: Tx, records: readonly AuditRecord[]): Promise<void> {
  if (records.length === 0) return;
  const rows = records
    .map(rowOf)
    .map((row) => ({ ...row, nonce: hex(row.nonce), mac: hex(macOf(row)) }));
  await tx.$executeRaw`
    INSERT INTO activities (at, key, actor_id, actor_name, credential, address, registry_id, team_id,
      namespace_id, repository_id, subject, details, nonce, mac)
    SELECT at, key, "actorId", "actorName", credential, address, "registryId", "teamId",
      "namespaceId", "repositoryId", subject, details, decode(nonce, 'hex'), decode(mac, 'hex')
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS (at timestamptz, key text, "actorId" int, "actorName" text, credential text, address text,
        "registryId" int, "teamId" int, "namespaceId" int, "repositoryId" int, subject text,
        details jsonb, nonce text, mac text)) WITH ORDINALITY
    ORDER BY ordinality`;
}

function rowOf({ audit: { actor, credential, address }, entry }: AuditRecord) {
  const { details = {}, ...rest } = entry;
  return {
    at: new Date(),
    actorId: actor.id || null, // 0: a system actor
    actorName: actor.username,
    credential,
    address,
    registryId: null,
    teamId: null,
    namespaceId: null,
    repositoryId: null,
    ...rest,
    details: JSON.parse(JSON.stringify(details)), // as the database returns it later
    nonce: randomBytes(12),
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** The values of an entry that its MAC covers. */
type SealedValues = Omit<Activity, "id" | "mac" | "position" | "link">;

/**
 * The MAC that proves that Portus wrote an entry as it is: it takes the instance's secret, not just the database.
 * Entries from before credentials were recorded have none; theirs is computed as it was then.
 */
export function macOf(line: SealedValues): Buffer<ArrayBuffer> {
  const { at, key, actorId, actorName, subject, details } = line;
  const { registryId, teamId, namespaceId, repositoryId } = line;
  const ids = [actorId, registryId, teamId, namespaceId, repositoryId];
  const nonce = line.nonce && Buffer.from(line.nonce).toString("base64");
  const values = [nonce, at.toISOString(), key, actorName, subject, ids, details];
  if (line.credential !== null) values.push([line.credential, line.address]);
  return keyedMac("line", JSON.stringify(values, sorted));
}

/** An HMAC-SHA-256 with a key derived from the instance's secret for one purpose. */
export function keyedMac(purpose: string, ...parts: (string | Uint8Array)[]): Buffer<ArrayBuffer> {
  key ??= Buffer.from(hkdfSync("sha256", config.secret, "", "portus audit chain", 32));
  const hmac = createHmac("sha256", key).update(`${purpose}\0`);
  for (const part of parts) hmac.update(part);
  return Buffer.from(hmac.digest());
}

let key: Buffer | undefined;

/** Sorts the keys, because jsonb does not keep their order. */
function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
