import { type Drift, type DriftKind, db, type Tx } from "../../platform/db/client.ts";
import {
  fetchPage,
  nearestFirst,
  type Page,
  type PageRequest,
  past,
} from "../../platform/db/keyset.ts";
import type { Look } from "./inspect.ts";
import type { Counts } from "./run-state.ts";

/** Nothing else can be the name of a tag: it stands for the repository as a whole. */
export const wholeRepository = "";

export interface Difference {
  tag: string;
  kind: DriftKind;
  reason: string;
}

interface Seen {
  registryId: number;
  repository: string;
  runId: number;
  at: Date;
  clean: boolean; // whether it counts as a look by which something may be removed
}

/** What differs after a look, once its news are brought in. */
export function differencesOf(look: Look): Difference[] {
  const troubles = look.troubles.map((it) => ({ ...it, kind: "unreadable" as const }));
  const [odd] = look.odd;
  if (odd !== undefined) troubles.push(oddName(odd));
  if (look.gone) return [missing(wholeRepository), ...troubles];
  return [...look.missing.map(missing), ...troubles];
}

const oddName = (name: string) => ({
  tag: wholeRepository,
  kind: "unreadable" as const,
  reason: `The registry lists tags under names that no tag can have, such as "${name}".`,
});

const missing = (tag: string): Difference => ({
  tag,
  kind: "missing",
  reason: tag
    ? "The registry says that it does not have this tag."
    : "The registry says that it has nothing of this repository.",
});

/** Keeps what differs, and forgets what does so no more. A run counts once, however often it had to look. */
export async function keepDifferences(
  tx: Tx,
  { registryId, repository, runId, at, clean }: Seen,
  differences: readonly Difference[],
): Promise<void> {
  const tags = differences.map(({ tag }) => tag);
  await tx.$executeRaw`
    DELETE FROM drifts WHERE registry_id = ${registryId} AND repository = ${repository}
      AND tag <> ALL (${tags}::text[])`;
  if (differences.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO drifts AS known
      (registry_id, repository, tag, kind, reason, checks, first_run_id, run_id, first_seen_at, last_seen_at)
    SELECT ${registryId}, ${repository}, tag, kind::"DriftKind", reason, ${clean ? 1 : 0}, ${runId}, ${runId}, ${at}, ${at}
    FROM unnest(${tags}::text[], ${differences.map(({ kind }) => kind)}::text[],
      ${differences.map(({ reason }) => reason.slice(0, 500))}::text[]) AS seen (tag, kind, reason)
    ON CONFLICT (registry_id, repository, tag) DO UPDATE SET
      first_seen_at = CASE WHEN known.kind = EXCLUDED.kind THEN known.first_seen_at ELSE EXCLUDED.first_seen_at END,
      first_run_id = CASE WHEN known.kind = EXCLUDED.kind THEN known.first_run_id ELSE EXCLUDED.first_run_id END,
      checks = CASE WHEN known.kind <> EXCLUDED.kind THEN EXCLUDED.checks
        WHEN known.run_id = EXCLUDED.run_id THEN known.checks ELSE known.checks + EXCLUDED.checks END,
      kind = EXCLUDED.kind, reason = EXCLUDED.reason, run_id = EXCLUDED.run_id, last_seen_at = EXCLUDED.last_seen_at`;
}

/** The registry gave no usable answer about a repository: what is said of its tags stands as it was. */
export async function keepTrouble(
  { registryId, repository, runId, at }: Omit<Seen, "clean">,
  reason: string,
): Promise<Partial<Counts>> {
  const where = { registryId_repository_tag: { registryId, repository, tag: wholeRepository } };
  const seen = { reason: reason.slice(0, 500), runId, lastSeenAt: at };
  const known = await db.drift.findUnique({ where, select: { kind: true } });
  if (known?.kind !== "missing")
    await db.drift.upsert({
      where,
      create: {
        ...{ registryId, repository, tag: wholeRepository, kind: "unreadable" },
        ...{ ...seen, firstSeenAt: at },
      },
      update: { ...seen, kind: "unreadable" },
    });
  return { repositories: 1, unreadable: 1 };
}

/** After a run that looked at everything: what it did not come upon and is not known here any more is settled. */
export async function forgetSettled(run: { id: number; registryId: number }): Promise<void> {
  await db.$executeRaw`
    DELETE FROM drifts WHERE registry_id = ${run.registryId} AND run_id < ${run.id}
      AND NOT EXISTS (
        SELECT FROM repositories r JOIN namespaces n ON n.id = r.namespace_id
        WHERE n.registry_id = drifts.registry_id AND r.full_name = drifts.repository)`;
}

/** Drift, a page at a time, newest first. */
export async function listDrift(request: PageRequest): Promise<Page<Drift>> {
  return fetchPage(request, {
    size: 50,
    find: (at, take) =>
      db.drift.findMany({
        where: past(at, "firstSeenAt"),
        orderBy: nearestFirst(at, "firstSeenAt"),
        take,
      }),
    position: ({ firstSeenAt, id }) => ({ at: firstSeenAt, id }),
  });
}
