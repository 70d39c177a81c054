import { config } from "../../platform/config/config.ts";
import { db, preferIndexes, type Tx, type Visibility } from "../../platform/db/client.ts";
import { type KeptCounts, keptCounts } from "../../platform/db/kept-counts.ts";
import { type Backlog, backlogs, countedJobs } from "./backlog.ts";

/** What the database says, which is the same for all processes and replicas. */
export interface Facts {
  counts: KeptCounts;
  backlogs: Backlog[];
  namespaces: { visibility: Visibility; count: number }[];
  drift: { kind: string; count: number }[];
  events: { failed: number; lag: number };
  quota: { full: number; highest: number | null };
  expiringTokens: { within: string; count: number }[];
  databaseBytes: number;
}

/** A handful of statements, none of which reads a table that grows with images. */
export async function readFacts(): Promise<Facts> {
  const counts = await keptCounts();
  return db.$transaction(async (tx) => {
    await preferIndexes(tx);
    return {
      counts,
      backlogs: await backlogs(tx),
      namespaces: await namespacesByVisibility(tx),
      drift: await driftByKind(tx),
      events: await eventFacts(tx),
      quota: await quotaFacts(tx),
      expiringTokens: await expiringTokens(tx),
      databaseBytes: await databaseBytes(tx),
    };
  });
}

function namespacesByVisibility(tx: Tx): Promise<Facts["namespaces"]> {
  return tx.$queryRaw`SELECT visibility, count(*)::int AS count FROM namespaces GROUP BY visibility`;
}

/** By the index of drift on its kind. */
function driftByKind(tx: Tx): Promise<Facts["drift"]> {
  return tx.$queryRaw`
    SELECT kind::text, (SELECT count(*)::int FROM
      (SELECT FROM drifts WHERE drifts.kind = kinds.kind LIMIT ${countedJobs}) AS found) AS count
    FROM unnest(enum_range(NULL::"DriftKind")) AS kinds (kind)`;
}

/** By the indexes of events on their state, and of those that are due. */
async function eventFacts(tx: Tx): Promise<Facts["events"]> {
  const [row] = await tx.$queryRaw<Facts["events"][]>`
    SELECT (SELECT count(*)::int FROM
        (SELECT FROM registry_events WHERE state = 'failed' LIMIT ${countedJobs}) AS failed) AS failed,
      (SELECT coalesce(extract(epoch FROM now() - min(received_at)), 0)::float8 FROM
        (SELECT received_at FROM registry_events WHERE try_after IS NOT NULL
         ORDER BY try_after LIMIT ${countedJobs}) AS pending) AS lag`;
  return row ?? { failed: 0, lag: 0 };
}

async function quotaFacts(tx: Tx): Promise<Facts["quota"]> {
  const [row] = await tx.$queryRaw<Facts["quota"][]>`
    SELECT count(*) FILTER (WHERE over_quota)::int AS full,
      max((stored + declared) / nullif(coalesce(quota, ${config.namespaceQuota ?? 0n})::float8, 0)) AS highest
    FROM namespaces LEFT JOIN namespace_sizes AS sizes ON sizes.namespace_id = namespaces.id`;
  return row ?? { full: 0, highest: null };
}

/** By the index of application tokens on their end. Those that have ended are not counted. */
function expiringTokens(tx: Tx): Promise<Facts["expiringTokens"]> {
  return tx.$queryRaw`
    SELECT period AS within, (SELECT count(*)::int FROM
      (SELECT FROM application_tokens WHERE expires_at > now() AND expires_at <= now() + days * interval '1 day'
       LIMIT ${countedJobs}) AS found) AS count
    FROM (VALUES ('1d', 1), ('7d', 7), ('30d', 30)) AS periods (period, days)`;
}

async function databaseBytes(tx: Tx): Promise<number> {
  const [row] = await tx.$queryRaw<{ bytes: bigint }[]>`
    SELECT pg_database_size(current_database()) AS bytes`;
  return Number(row?.bytes ?? 0);
}
