import { setTimeout as pause } from "node:timers/promises";
import { db } from "../../../platform/db/client.ts";
import { log } from "../../../platform/log.ts";
import { splitName } from "../../../registry/names.ts";
import { driftIn, recordDrift, recordProblem } from "../drift/drift.ts";
import { adoptNamespace } from "../import/adopt.ts";
import { type Found, importTags, setsOf } from "../import/import.ts";
import { unexpected } from "../sentences.ts";
import { readCatalogue } from "./catalogue-state.ts";
import type { Findings } from "./inspect.ts";
import type { Inspection } from "./inspect-all.ts";
import { type Counts, type RunState, release, sumOf } from "./run-state.ts";

/**
 * Applies what the inspections found: records drift, and imports what is new by sets of repositories. An unexpected error
 * with one repository is recorded as its drift and does not stop the others.
 */
export async function applyAll(
  state: Readonly<RunState>,
  inspections: readonly Inspection[],
): Promise<Counts> {
  await settle(state, inspections);
  const counts: Partial<Counts>[] = [];
  const toImport: Found[] = [];
  for (const { repository, findings, at } of inspections) {
    counts.push({ repositories: 1 });
    if (!findings.ok) {
      const seen = seenIn(state, { repository, at });
      counts.push(await recordProblem(seen, findings.error.message));
      continue;
    }
    const applied = apply(state, findings.value, toImport);
    counts.push(await applied.catch((error) => recordFailure(state, findings.value, error)));
  }
  for (const set of setsOf(toImport)) counts.push(...(await importSafely(state, set)));
  for (const { findings } of inspections)
    if (findings.ok) release(state.source.memory, findings.value.found);
  return sumOf(counts);
}

/** An event says more than an inspection does: who pushed. One that is on its way gets time to arrive first. */
async function settle(
  { settleDelayMs }: Readonly<RunState>,
  inspections: readonly Inspection[],
): Promise<void> {
  const times = inspections.map(({ at, findings }) =>
    findings.ok && findings.value.found.length > 0 ? at.getTime() : 0,
  );
  await pause(Math.max(0, Math.max(0, ...times) + settleDelayMs - Date.now()));
}

/** Records the drift of a repository, and adds what is new to `toImport`. */
async function apply(
  state: Readonly<RunState>,
  findings: Findings,
  toImport: Found[],
): Promise<Partial<Counts>> {
  const { run, hadDrift } = state;
  const { repository, at, tags, found } = findings;
  const counted = !run.listedAt || run.listed > 0; // an empty list is no evidence that anything is missing
  const seen = { ...seenIn(state, { repository, at }), counted };
  const drift = await currentDrift(state, findings);
  const missing = drift.filter(({ kind }) => kind === "missing").length;
  const namespace = findings.catalogue.namespace ?? (await newNamespace(state, findings));
  if (!namespace && found.length > 0)
    return { ...(await recordProblem(seen, noNamespace(repository))), tags };

  if (drift.length > 0 || hadDrift) await recordDrift(db, seen, drift);
  if (namespace && found.length > 0) toImport.push({ namespace, repository, at, found });
  return { tags, missing };
}

/** Imports a set, or each of its repositories by itself if that fails. */
async function importSafely(
  state: Readonly<RunState>,
  set: readonly Found[],
): Promise<Partial<Counts>[]> {
  try {
    return [await importTags(set)];
  } catch (error) {
    const [one, ...others] = set;
    if (one && others.length === 0) return [await recordFailure(state, one, error)];
    const counts: Partial<Counts>[] = [];
    for (const each of set) counts.push(...(await importSafely(state, [each])));
    return counts;
  }
}

async function recordFailure(
  state: Readonly<RunState>,
  of: Pick<Found, "repository" | "at">,
  error: unknown,
): Promise<Partial<Counts>> {
  const { hostname: registry } = state.source.registry;
  const { repository } = of;
  log.error({ err: error, registry, repository }, "applying the findings of a sync failed");
  return recordProblem(seenIn(state, of), unexpected(error));
}

function seenIn(
  { source, run }: Readonly<RunState>,
  { repository, at }: Pick<Found, "repository" | "at">,
) {
  return { registryId: source.registry.id, repository, runId: run.id, at };
}

/** Without what an event has deleted from the catalogue since the inspection. */
async function currentDrift({ source }: Readonly<RunState>, findings: Findings) {
  const drift = driftIn(findings);
  if (!drift.some(({ kind }) => kind === "missing")) return drift;
  const { repositoryId, tags } = await readCatalogue(source.registry, findings.repository);
  return drift.filter(
    ({ kind, tag }) => kind !== "missing" || (tag ? tags.has(tag) : repositoryId !== null),
  );
}

async function newNamespace({ source }: Readonly<RunState>, { repository, found }: Findings) {
  if (found.length === 0) return null;
  return adoptNamespace(source.registry, splitName(repository).namespace);
}

function noNamespace(repository: string): string {
  const { namespace } = splitName(repository);
  return `There is no namespace ${namespace || "(global)"}, and Portus cannot create it now: it was just deleted, or its name is not valid.`;
}
