import type pg from "pg";
import { openClient, openPool } from "./connections.ts";
import { Prisma, type PrismaClient } from "./generated/client.ts";
import { leanClient } from "./lean-client.ts";
import { SerialPrismaPg } from "./serial-transactions.ts";

export type * from "./generated/client.ts";
export { Prisma };

export type Db = PrismaClient;
export type Tx = Prisma.TransactionClient;

/** Set by connect(); importers see the new values. */
export let db: Db;
export let pool: pg.Pool;
export let databaseUrl: string;
/** Leads past a pooler to Postgres itself, where a connection keeps what belongs to it: LISTEN and session locks. */
export let directUrl: string;

export function connect(url: string, direct = url): void {
  databaseUrl = url;
  directUrl = direct;
  pool = openPool(url, "portus", { max: 20, pooled: url !== direct });
  db = leanClient({ adapter: new SerialPrismaPg(pool) });
}

/** A connection of its own for session locks. Its caller ends it. */
export const openSession = (): Promise<pg.Client> => openClient(directUrl, "portus-session");

export async function disconnect(): Promise<void> {
  await db?.$disconnect();
  if (pool && !pool.ended) await pool.end();
}

const listeners = new Set<() => void>();

/** Calls `listener` whenever permissions may have changed, by this process or another replica. */
export function onAccessChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function accessChanged(): void {
  for (const listener of listeners) listener();
}

/**
 * The transaction of a write that can change who may do what: afterwards it clears all caches of permissions. Writes that
 * cannot, such as sign-ins, events and sizes, use db.$transaction().
 */
export async function transaction<T>(
  work: (tx: Tx) => Promise<T>,
  timeout = 15_000, // ms
): Promise<T> {
  try {
    return await db.$transaction(work, { timeout, maxWait: 10_000 });
  } finally {
    accessChanged();
  }
}

/** Lets each statement of a transaction take so long, in ms; otherwise a minute is the limit. */
export async function allowLongStatements(tx: Tx, ms: number): Promise<void> {
  await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(ms)}, true)`;
}

/**
 * Lets the statements of a transaction find rows only in the order of an index, for those that name their rows by key or
 * take the first of many. Statistics of a table that grows by thousands of rows a minute are outdated, and Postgres would
 * often read all of it.
 */
export async function preferIndexes(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    SELECT set_config(name, 'off', true) FROM unnest(ARRAY['enable_seqscan', 'enable_bitmapscan', 'jit']) AS name`;
}

/** Whether a write failed because the row that it refers to does not exist. */
export function foreignKeyViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2003";
}

/** Whether a write failed because a unique value, optionally of this field, is taken. */
export function uniqueViolation(error: unknown, field?: string): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== "P2002")
    return false;
  return field === undefined || JSON.stringify(error.meta ?? {}).includes(field);
}
