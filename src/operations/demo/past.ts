import { db } from "../../platform/db/client.ts";
import { teamName, userNames } from "./accounts.ts";
import { type DemoImage, images, namespaces, repositories } from "./catalogue.ts";

/** Dates the demo back: the catalogue then looks as after months of work. The audit log keeps the true times. */
export async function backdate(): Promise<void> {
  for (const image of images) await backdateImage(image);
  await backdateParts();
  await backdatePlaces();
}

async function backdateImage({ repository, tags, daysAgo }: DemoImage): Promise<void> {
  await db.$executeRaw`
    WITH ago AS (SELECT make_interval(days => ${daysAgo}::int) AS ago),
    moved AS (UPDATE tags t SET pushed_at = t.pushed_at - ago, created_at = t.created_at - ago FROM ago, repositories r
      WHERE r.id = t.repository_id AND r.full_name = ${repository} AND t.name = ANY (${tags})
      RETURNING t.repository_id, t.manifest_id, t.name),
    moves AS (UPDATE tag_moves m SET at = m.at - ago FROM ago, moved
      WHERE m.repository_id = moved.repository_id AND m.tag = moved.name)
    UPDATE manifests m SET pushed_at = m.pushed_at - ago FROM ago
    WHERE m.id IN (SELECT manifest_id FROM moved)`;
}

/** Platforms, SBOMs and signatures are as old as their images. */
async function backdateParts(): Promise<void> {
  await db.$executeRaw`
    WITH images AS (SELECT m.id, m.repository_id, m.digest, m.pushed_at FROM manifests m
      WHERE m.id IN (SELECT t.manifest_id FROM tags t JOIN repositories r ON r.id = t.repository_id
        WHERE r.full_name = ANY (${repositories}) AND t.name NOT LIKE '%.sig')),
    signatures AS (UPDATE tags t SET pushed_at = i.pushed_at, created_at = i.pushed_at FROM images i
      WHERE t.repository_id = i.repository_id AND t.name = replace(i.digest, ':', '-') || '.sig'
      RETURNING t.manifest_id, i.id AS image_id)
    UPDATE manifests m SET pushed_at = i.pushed_at FROM images i
    WHERE m.repository_id = i.repository_id AND (m.subject = i.digest
      OR m.digest IN (SELECT c.digest FROM manifest_children c WHERE c.manifest_id = i.id)
      OR m.id IN (SELECT s.manifest_id FROM signatures s WHERE s.image_id = i.id))`;
}

/** Repositories are as old as their first tag, and all the rest is older than the first push. */
async function backdatePlaces(): Promise<void> {
  await db.$executeRaw`
    UPDATE repositories r SET pushed_at = t.newest, created_at = t.oldest
    FROM (SELECT repository_id, max(pushed_at) AS newest, min(pushed_at) AS oldest FROM tags GROUP BY 1) AS t
    WHERE t.repository_id = r.id AND r.full_name = ANY (${repositories})`;
  const oldest = Math.max(...images.map(({ daysAgo }) => daysAgo));
  const createdAt = new Date(Date.now() - (oldest + 7) * 86_400_000);
  const name = { in: Object.keys(namespaces) };
  await db.namespace.updateMany({ where: { name, team: { name: teamName } }, data: { createdAt } });
  await db.team.updateMany({ where: { name: teamName }, data: { createdAt } });
  await db.membership.updateMany({ where: { team: { name: teamName } }, data: { createdAt } });
  await db.user.updateMany({ where: { username: { in: [...userNames] } }, data: { createdAt } });
}
