import type { Actor } from "../../../identity/actor/actor.ts";
import {
  type Drift,
  type DriftKind,
  db,
  type Prisma,
  type Tx,
} from "../../../platform/db/client.ts";
import {
  fetchPage,
  nearestFirst,
  type Page,
  type PageRequest,
  past,
} from "../../../platform/db/keyset.ts";
import { ensure } from "../../../platform/errors.ts";
import { canSync } from "../policy.ts";
import type { Findings } from "../run/inspect.ts";
import type { Counts } from "../run/run-state.ts";

/** In place of a tag, it stands for the whole repository: no tag has an empty name. */
export const wholeRepository = "";

/** How registry and catalogue differ about a tag or a repository. */
export interface FoundDrift {
  tag: string;
  kind: DriftKind;
  reason: string;
}

interface Seen {
  registryId: number;
  repository: string;
  runId: number;
  at: Date;
  counted: boolean; // whether this check counts towards an automatic removal
}

/** The drift that remains once everything found is imported. */
export function driftIn(findings: Findings): FoundDrift[] {
  const problems = findings.problems.map((it) => ({ ...it, kind: "unreadable" as const }));
  const [invalid] = findings.invalidNames;
  if (invalid !== undefined) problems.push(invalidName(invalid));
  if (findings.gone) return [missing(wholeRepository), ...problems];
  return [...findings.missing.map(missing), ...problems];
}

const invalidName = (name: string) => ({
  tag: wholeRepository,
  kind: "unreadable" as const,
  reason: `The registry lists tags with names that are not valid, such as "${name}".`,
});

const missing = (tag: string): FoundDrift => ({
  tag,
  kind: "missing",
  reason: tag
    ? "The registry answers that it does not have this tag."
    : "The registry answers that it has nothing of this repository.",
});

/** Replaces the recorded drift of a repository. A run counts as one check, however often it inspected. */
export async function recordDrift(
  tx: Tx,
  { registryId, repository, runId, at, counted }: Seen,
  drift: readonly FoundDrift[],
): Promise<void> {
  const tags = drift.map(({ tag }) => tag);
  await tx.$executeRaw`
    DELETE FROM drifts WHERE registry_id = ${registryId} AND repository = ${repository}
      AND tag <> ALL (${tags}::text[])`;
  if (drift.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO drifts AS known
      (registry_id, repository, tag, kind, reason, checks, first_run_id, run_id, first_seen_at, last_seen_at)
    SELECT ${registryId}, ${repository}, tag, kind::"DriftKind", reason, ${counted ? 1 : 0}, ${runId}, ${runId}, ${at}, ${at}
    FROM unnest(${tags}::text[], ${drift.map(({ kind }) => kind)}::text[],
      ${drift.map(({ reason }) => reason.slice(0, maxReasonLength))}::text[]) AS seen (tag, kind, reason)
    ON CONFLICT (registry_id, repository, tag) DO UPDATE SET
      first_seen_at = CASE WHEN known.kind = EXCLUDED.kind THEN known.first_seen_at ELSE EXCLUDED.first_seen_at END,
      first_run_id = CASE WHEN known.kind = EXCLUDED.kind THEN known.first_run_id ELSE EXCLUDED.first_run_id END,
      checks = CASE WHEN known.kind <> EXCLUDED.kind THEN EXCLUDED.checks
        WHEN known.run_id = EXCLUDED.run_id THEN known.checks ELSE known.checks + EXCLUDED.checks END,
      kind = EXCLUDED.kind, reason = EXCLUDED.reason, run_id = EXCLUDED.run_id, last_seen_at = EXCLUDED.last_seen_at`;
}

const maxReasonLength = 500;

/** Records that a repository could not be compared or imported. What is recorded of its tags stays. */
export async function recordProblem(
  { registryId, repository, runId, at }: Omit<Seen, "counted">,
  reason: string,
): Promise<Pick<Counts, "unreadable">> {
  const where = { registryId_repository_tag: { registryId, repository, tag: wholeRepository } };
  const seen = { reason: reason.slice(0, maxReasonLength), runId, lastSeenAt: at };
  const known = await db.drift.findUnique({ where, select: { kind: true } });
  if (known?.kind !== "missing")
    await db.drift.upsert({
      where,
      create: {
        registryId,
        repository,
        tag: wholeRepository,
        kind: "unreadable",
        ...seen,
        firstSeenAt: at,
      },
      update: { ...seen, kind: "unreadable" },
    });
  return { unreadable: 1 };
}

/** At the end of a complete run: deletes older drift of repositories that are no longer in the catalogue. */
export async function clearSettledDrift(run: { id: number; registryId: number }): Promise<void> {
  await db.$executeRaw`
    DELETE FROM drifts WHERE registry_id = ${run.registryId} AND run_id < ${run.id}
      AND NOT EXISTS (
        SELECT FROM repositories r JOIN namespaces n ON n.id = r.namespace_id
        WHERE n.registry_id = drifts.registry_id AND r.full_name = drifts.repository)`;
}

/** Drift, a page at a time, newest first. */
export async function listDrift(actor: Actor, request: PageRequest): Promise<Page<Drift>> {
  ensureCanSee(actor);
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

/** The source of an API list: all drift, in the order of the ids. */
export function driftListing(actor: Actor, order: Prisma.SortOrder) {
  ensureCanSee(actor);
  return {
    count: () => db.drift.count(),
    ids: (window: { skip: number; take: number }) =>
      db.drift.findMany({ ...window, orderBy: { id: order }, select: { id: true } }),
    rows: (ids: number[]) => db.drift.findMany({ where: { id: { in: ids } } }),
  };
}

function ensureCanSee(actor: Actor): void {
  ensure(canSync(actor), "Only admins can see drift. Ask one of them.");
}
