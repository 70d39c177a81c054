import type pg from "pg";
import type { Tx } from "./client.ts";
import { openFirst } from "./connections.ts";

/**
 * Every advisory lock, with what it serialises. Postgres tells locks apart only by their key, so a key that is spelled
 * in two ways excludes nobody: keys are written only here.
 */
export const locks = {
  /** Applying events of one repository, imports by a sync and deletions: they must not overlap. */
  events: (repository: string) => `events:${repository}`,
  /** Storing manifests of one repository: an index and its children, stored side by side, would miss each other. */
  manifests: (repositoryId: number) => `manifests:${repositoryId}`,
  /** Counting the sizes of repositories and namespaces. */
  sizes: "sizes",
  /** Writing sizes of blobs and totals of manifests: each writer sees what the one before it wrote. */
  totals: "totals",
  /** Appending to the chain of the audit log. */
  activities: "activities",
  /** Connecting the people of a sign-in provider, so that a first sign-in that runs twice makes one account. */
  connecting: (providerId: number) => `connecting:${providerId}`,
  /** Making and rotating signing keys. */
  signingKeys: "portus signing keys",
  /** Running a sync of one registry; held by a session for as long as the run takes. */
  sync: (registryId: number) => `sync:${registryId}`,
  /** Pushing and deleting the doctor's probe at one registry; held by a session. */
  doctor: (registryId: number) => `doctor:${registryId}`,
  /** Creating what is missing at the start; held by a session. */
  start: "start",
  /** Migrating the schema; held by a session. */
  migrations: "migrations",
};

/** Waits for a lock and holds it until the transaction ends. */
export async function lock(tx: Tx, key: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
}

/** The same for several locks, in an order that is the same for everybody. */
export async function lockAll(tx: Tx, keys: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(${[...keys].sort()}::text[]) AS key`;
}

/** Locks an account until the transaction ends. Rows that belong to it, such as its links, are locked after it. */
export async function lockUser(tx: Tx, id: number): Promise<void> {
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${id} FOR UPDATE`;
}

/** Takes a lock until the transaction ends if it is free; false if another transaction holds it. */
export async function tryLock(tx: Tx, key: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ held: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${key}, 0)) AS held`;
  return row?.held === true;
}

/** Takes those of the locks that are free, until the transaction ends, and returns their keys. */
export async function tryLocks(tx: Tx, keys: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ key: string }[]>`
    SELECT key FROM unnest(${keys}::text[]) AS key WHERE pg_try_advisory_xact_lock(hashtextextended(key, 0))`;
  return new Set(rows.map(({ key }) => key));
}

/** Waits for a lock and holds it until the connection ends, however its process ends. */
export async function lockSession(client: pg.ClientBase, key: string): Promise<void> {
  await client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [key]);
}

/** The same without waiting; false if another connection holds the lock. */
export async function tryLockSession(client: pg.ClientBase, key: string): Promise<boolean> {
  const text = "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held";
  const { rows } = await client.query<{ held: boolean }>(text, [key]);
  return rows[0]?.held === true;
}

/**
 * Runs what creates tables and rows at the start in one process at a time. Replicas often start together, on an empty
 * database too, and two that create the same thing fail or block each other.
 */
export async function withStartLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = await openFirst(url, "portus-start", { statementTimeoutMs: 0 });
  try {
    await lockSession(client, locks.start);
    return await work();
  } finally {
    await client.end();
  }
}
