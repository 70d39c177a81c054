import type {
  Restored,
  RestoredTag,
} from "../../../catalogue/repositories/recording/restoration.ts";
import { portus } from "../../../identity/actor/system-actors.ts";
import { type DeletionPlan, type DeletionStep, db, type Tx } from "../../../platform/db/client.ts";

/** In `deletion_steps.recorded`. */
interface Recorded {
  manifest: Restored["manifest"];
  tags: Record<string, RestoredTag>;
}

/** Stores what retention decides by, before anything is deleted. A retry keeps tags that are deleted by now. */
export async function recordImage({ planId, position }: DeletionStep): Promise<void> {
  await db.$executeRaw`
    UPDATE deletion_steps s SET recorded = jsonb_build_object(
      'manifest', jsonb_build_object('pushedAt', m.pushed_at, 'pushedBy', m.pushed_by,
        'pulledAt', m.pulled_at, 'pulls', m.pulls_count),
      'tags', coalesce(s.recorded -> 'tags', '{}') || coalesce((
        SELECT jsonb_object_agg(t.name, jsonb_build_object('pushedAt', t.pushed_at, 'pushedBy', t.pushed_by,
          'authorName', t.author_name, 'authorId', t.author_id, 'createdAt', t.created_at))
        FROM tags t WHERE t.manifest_id = m.id AND (s.tag IS NULL OR t.name = s.tag)), '{}'))
    FROM manifests m JOIN repositories r ON r.id = m.repository_id JOIN namespaces n ON n.id = r.namespace_id
    WHERE s.plan_id = ${planId} AND s.position = ${position}
      AND n.registry_id = s.registry_id AND r.full_name = s.repository AND m.digest = s.digest`;
}

/** The user name under which a restore pushes. */
export const restorerOf = ({ restoredByName }: Pick<DeletionPlan, "restoredByName">) =>
  restoredByName ?? portus.username;

/**
 * Announces that a restore is about to push a tag or digest, so that the push's event restores what was recorded. Returns
 * a function that cancels it. Deletions by older versions recorded nothing: there the event is an ordinary push.
 */
export async function expectPush(
  { planId, position }: DeletionStep,
  reference: string,
): Promise<() => Promise<void>> {
  await db.$executeRaw`
    UPDATE deletion_steps SET expected_pushes = array_append(array_remove(expected_pushes, ${reference}), ${reference})
    WHERE plan_id = ${planId} AND position = ${position} AND recorded IS NOT NULL`;
  return async () => {
    await db.$executeRaw`
      UPDATE deletion_steps SET expected_pushes = array_remove(expected_pushes, ${reference})
      WHERE plan_id = ${planId} AND position = ${position}`;
  };
}

/** A push that a restore announced. */
export interface ExpectedPush {
  registryId: number;
  repository: string;
  digest: string;
  reference: string; // the tag, or the digest
  username: string; // under which the restore pushes
  recorded: Recorded;
  isTaken: boolean;
}

/** The pushes that restores announced for these repositories. */
export async function loadExpectedPushes(
  tx: Tx,
  repositories: readonly string[],
): Promise<ExpectedPush[]> {
  if (repositories.length === 0) return [];
  const rows = await tx.$queryRaw<Omit<ExpectedPush, "isTaken">[]>`
    SELECT s.registry_id AS "registryId", s.repository, s.digest, reference,
      coalesce(p.restored_by_name, ${portus.username}) AS username, s.recorded
    FROM deletion_steps s JOIN deletion_plans p ON p.id = s.plan_id, unnest(s.expected_pushes) AS reference
    WHERE s.expected_pushes <> '{}' AND s.repository = ANY (${repositories}::text[])
    ORDER BY s.plan_id, s.position`;
  return rows.map((row) => ({ ...row, isTaken: false }));
}

interface PushEvent {
  registryId: number;
  repository: string;
  digest: string;
  tag?: string | undefined;
  username: string;
}

/** What the push of a restore restores, once; undefined for any other push. */
export function takeRestored(
  expected: readonly ExpectedPush[],
  { tag, ...push }: PushEvent,
): Restored | undefined {
  const reference = tag ?? push.digest;
  const steps = expected.filter((it) => !it.isTaken && isAnnounced(it, { ...push, reference }));
  for (const step of steps) step.isTaken = true;
  const [first] = steps;
  if (!first) return;
  const { manifest, tags } = first.recorded;
  return { manifest, tag: (tag && tags[tag]) || null };
}

function isAnnounced(
  expected: ExpectedPush,
  push: Omit<PushEvent, "tag"> & { reference: string },
): boolean {
  return (
    expected.registryId === push.registryId &&
    expected.repository === push.repository &&
    expected.digest === push.digest &&
    expected.reference === push.reference &&
    expected.username === push.username
  );
}

/** Notes which announced pushes have come. */
export async function removeTaken(tx: Tx, expected: readonly ExpectedPush[]): Promise<void> {
  for (const { registryId, repository, digest, reference, username } of expected.filter(
    ({ isTaken }) => isTaken,
  ))
    await tx.$executeRaw`
      UPDATE deletion_steps s SET expected_pushes = array_remove(s.expected_pushes, ${reference})
      FROM deletion_plans p
      WHERE s.registry_id = ${registryId} AND s.repository = ${repository} AND s.digest = ${digest}
        AND s.expected_pushes <> '{}' AND ${reference} = ANY (s.expected_pushes)
        AND p.id = s.plan_id AND coalesce(p.restored_by_name, ${portus.username}) = ${username}`;
}
