import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { config } from "../platform/config/config.ts";
import type { Activity, Prisma, Tx } from "../platform/db/client.ts";

export interface AuditEntry {
  /** What happened: "repository.push", "team.create". */
  key: string;
  /** The thing it happened to, by name: the name outlives the thing. */
  subject: string;
  registryId?: number;
  teamId?: number;
  namespaceId?: number;
  repositoryId?: number;
  details?: Prisma.InputJsonObject;
  /** When it happened, if that is not now. */
  at?: Date;
}

/** Writes one line of history, in the transaction of its cause, and marks it as written by Portus. */
export async function record(
  tx: Tx,
  actor: { id: number | null; username: string },
  happening: AuditEntry,
): Promise<void> {
  const { details = {}, ...rest } = happening;
  const row = {
    at: new Date(),
    actorId: actor.id || null, // 0: a system actor
    actorName: actor.username,
    registryId: null,
    teamId: null,
    namespaceId: null,
    repositoryId: null,
    ...rest,
    details: JSON.parse(JSON.stringify(details)), // as the database will give it back
    nonce: randomBytes(12),
  };
  await tx.activity.create({ data: { ...row, mac: macOf(row) } });
}

/** What a line of history says, apart from its place among the others. */
export type SealedValues = Omit<Activity, "id" | "mac" | "position" | "link">;

/** Proves that a line was written by Portus, as it stands: whoever has the database alone can't make this. */
export function macOf(line: SealedValues): Buffer<ArrayBuffer> {
  const { at, key, actorId, actorName, subject, details } = line;
  const { registryId, teamId, namespaceId, repositoryId } = line;
  const ids = [actorId, registryId, teamId, namespaceId, repositoryId];
  const nonce = line.nonce && Buffer.from(line.nonce).toString("base64");
  const said = [nonce, at.toISOString(), key, actorName, subject, ids, details];
  return authenticate("line", JSON.stringify(said, sorted));
}

/** An HMAC-SHA-256 by a key that is made from the instance's secret, for one purpose. */
export function authenticate(
  purpose: string,
  ...parts: (string | Uint8Array)[]
): Buffer<ArrayBuffer> {
  key ??= Buffer.from(hkdfSync("sha256", config.secret, "", "portus audit chain", 32));
  const hmac = createHmac("sha256", key).update(`${purpose}\0`);
  for (const part of parts) hmac.update(part);
  return Buffer.from(hmac.digest());
}

let key: Buffer | undefined;

/** The database does not keep the order of an object's names. */
function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
