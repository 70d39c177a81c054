import { db, Prisma } from "../../platform/db/client.ts";

export interface FailedRun {
  fullName: string;
  hostname: string;
  at: Date;
  note: string; // why it left tags
}

const shownDays = 3; // a note stays if the rules were removed since

/**
 * The repositories in which the last nightly run left tags that its rules delete: all, or those of some namespaces. It
 * takes no actor: callers ask for what they have found for one.
 */
export async function failedRuns(namespaceIds?: readonly number[]): Promise<FailedRun[]> {
  const those = namespaceIds
    ? Prisma.sql`r.namespace_id = ANY(${namespaceIds}::int[])`
    : Prisma.sql`TRUE`;
  return db.$queryRaw<FailedRun[]>`
    SELECT r.full_name AS "fullName", g.hostname, run.at, run.note
    FROM retention_runs run JOIN repositories r ON r.id = run.repository_id
    JOIN namespaces n ON n.id = r.namespace_id JOIN registries g ON g.id = n.registry_id
    WHERE run.note IS NOT NULL AND run.running_until IS NULL
      AND run.at > now() - make_interval(days => ${shownDays}::int) AND ${those}
    ORDER BY run.at, r.id LIMIT 1000`;
}
