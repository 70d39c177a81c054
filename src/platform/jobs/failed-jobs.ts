import { pool } from "../db/client.ts";

/** A job on a schedule whose last run failed, after all its retries. */
export interface FailedJob {
  name: string;
  failedAt: Date;
  error: string;
}

/** The jobs whose last run failed. pg-boss keeps the runs of a week, of a few jobs: no index is needed. */
export async function failedJobs(): Promise<FailedJob[]> {
  const { rows: known } = await pool.query("SELECT to_regclass('pgboss.archive') AS found");
  if (!known[0]?.found) return []; // no job has run yet
  const { rows } = await pool.query<FailedJob>(lastRuns);
  return rows;
}

const lastRuns = `
  SELECT name, completed_on AS "failedAt", left(coalesce(output ->> 'message', output ->> 'value', ''), 300) AS error
  FROM (
    SELECT DISTINCT ON (name) name, state::text, completed_on, output
    FROM (
      SELECT name, state, completed_on, output FROM pgboss.job
      UNION ALL SELECT name, state, completed_on, output FROM pgboss.archive
    ) AS runs
    WHERE state::text IN ('completed', 'failed') AND name NOT LIKE '\\_\\_pgboss%'
    ORDER BY name, completed_on DESC
  ) AS last
  WHERE state = 'failed' ORDER BY name`;
