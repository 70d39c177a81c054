import { db } from "../../platform/db/client.ts";
import type { DemoImage } from "./catalogue.ts";

/** Dates a push back: the catalogue then looks as after months of work. The audit log is not changed. */
export async function backdate({ repository, tags, daysAgo }: DemoImage): Promise<void> {
  await db.$executeRaw`
    WITH moved AS (UPDATE tags t SET pushed_at = t.pushed_at - make_interval(days => ${daysAgo}::int) FROM repositories r
      WHERE r.id = t.repository_id AND r.full_name = ${repository} AND t.name = ANY (${tags})
      RETURNING t.repository_id, t.manifest_id, t.name),
    moves AS (UPDATE tag_moves m SET at = m.at - make_interval(days => ${daysAgo}::int) FROM moved
      WHERE m.repository_id = moved.repository_id AND m.tag = moved.name)
    UPDATE manifests m SET pushed_at = m.pushed_at - make_interval(days => ${daysAgo}::int)
    WHERE m.id IN (SELECT manifest_id FROM moved)`;
}

/** Signatures and SBOMs are as old as their images, and repositories were last pushed to with their newest tag. */
export async function backdateRest(repositories: readonly string[]): Promise<void> {
  await db.$executeRaw`
    WITH images AS (SELECT m.repository_id, m.digest, m.pushed_at FROM manifests m
      JOIN repositories r ON r.id = m.repository_id WHERE r.full_name = ANY (${repositories})),
    signatures AS (UPDATE tags t SET pushed_at = i.pushed_at FROM images i
      WHERE t.repository_id = i.repository_id AND t.name = replace(i.digest, ':', '-') || '.sig'
      RETURNING t.manifest_id, t.pushed_at)
    UPDATE manifests m SET pushed_at = i.pushed_at FROM images i
    WHERE m.repository_id = i.repository_id AND (m.subject = i.digest OR EXISTS (
      SELECT FROM signatures s WHERE s.manifest_id = m.id AND s.pushed_at = i.pushed_at))`;
  await db.$executeRaw`
    UPDATE repositories r SET pushed_at = t.newest, created_at = least(created_at, t.oldest)
    FROM (SELECT repository_id, max(pushed_at) AS newest, min(pushed_at) AS oldest FROM tags GROUP BY 1) AS t
    WHERE t.repository_id = r.id AND r.full_name = ANY (${repositories})`;
}

/** Ninety days of pulls of the images that people use most, fewer at weekends. */
export async function createPulls(): Promise<void> {
  await db.$executeRaw`
    INSERT INTO pull_counts (repository_id, digest, day, count)
    SELECT r.id, m.digest, current_date - n, 3 + abs(hashtext(r.full_name || n)) % 14
      + CASE WHEN extract(isodow FROM current_date - n) < 6 THEN 20 ELSE 0 END
    FROM repositories r
      JOIN tags t ON t.repository_id = r.id AND t.name IN ('latest', '20.12')
      JOIN manifests m ON m.id = t.manifest_id, generate_series(0, 89) AS n
    WHERE r.full_name IN ('demo-web/site', 'demo-base/node')`;
  await db.$executeRaw`
    INSERT INTO daily_pulls (repository_id, day, count)
    SELECT c.repository_id, c.day, sum(c.count) FROM pull_counts c
      JOIN repositories r ON r.id = c.repository_id
    WHERE r.full_name IN ('demo-web/site', 'demo-base/node')
    GROUP BY c.repository_id, c.day
    ON CONFLICT (repository_id, day) DO UPDATE SET count = excluded.count`;
  await db.$executeRaw`
    UPDATE repositories r SET pulls_count = (SELECT sum(count) FROM daily_pulls d WHERE d.repository_id = r.id),
      pulled_at = now() - interval '20 minutes'
    WHERE r.full_name IN ('demo-web/site', 'demo-base/node')`;
}
