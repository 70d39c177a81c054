import { setTimeout as pause } from "node:timers/promises";
import { db } from "../../../platform/db/client.ts";
import { log } from "../../../platform/log.ts";
import { splitName } from "../../../registry/names.ts";
import { driftIn, recordDrift, recordProblem } from "../drift/drift.ts";
import { adoptNamespace } from "../import/adopt.ts";
import { importTags } from "../import/import.ts";
import { unexpected } from "../sentences.ts";
import { readCatalogue } from "./catalogue-state.ts";
import type { Findings } from "./inspect.ts";
import type { Inspection } from "./inspect-all.ts";
import { type Counts, type RunState, release, sumOf } from "./run-state.ts";

/** Applies what the inspections found: imports what is new and records drift. */
export async function applyAll(
  state: Readonly<RunState>,
  inspections: readonly Inspection[],
): Promise<Counts> {
  const counts: Partial<Counts>[] = [];
  for (const inspection of inspections) counts.push(await applySafely(state, inspection));
  return sumOf(counts);
}

/** An unexpected error with one repository is recorded as its drift and does not stop the others. */
async function applySafely(
  state: Readonly<RunState>,
  { repository, at, findings }: Inspection,
): Promise<Partial<Counts>> {
  const { registry, memory } = state.source;
  const seen = { registryId: registry.id, repository, runId: state.run.id, at };
  if (!findings.ok) return recordProblem(seen, findings.error.message);
  try {
    return await apply(state, findings.value, at);
  } catch (error) {
    log.error(
      { err: error, registry: registry.hostname, repository },
      "applying the findings of a sync failed",
    );
    return recordProblem(seen, unexpected(error));
  } finally {
    release(memory, findings.value.found);
  }
}

async function apply(
  state: Readonly<RunState>,
  findings: Findings,
  inspectedAt: Date,
): Promise<Partial<Counts>> {
  const { run, source, hadDrift } = state;
  const { repository, at, tags, found } = findings;
  const counted = !run.listedAt || run.listed > 0; // an empty list is no evidence that anything is missing
  const seen = { registryId: source.registry.id, repository, runId: run.id, at, counted };
  if (found.length > 0) await settle(state, inspectedAt);

  const drift = await currentDrift(state, findings);
  const missing = drift.filter(({ kind }) => kind === "missing").length;
  const counts = { repositories: 1, tags, missing };
  const namespace = findings.catalogue.namespace ?? (await newNamespace(state, findings));
  if (!namespace && found.length > 0)
    return { ...(await recordProblem(seen, noNamespace(repository))), tags };

  if (drift.length > 0 || hadDrift) await recordDrift(db, seen, drift);
  if (!namespace || found.length === 0) return counts;
  return { ...counts, ...(await importTags(namespace, findings)) };
}

/** An event says more than an inspection does: who pushed. One that is on its way gets time to arrive first. */
async function settle({ settleDelayMs }: Readonly<RunState>, inspectedAt: Date): Promise<void> {
  await pause(Math.max(0, inspectedAt.getTime() + settleDelayMs - Date.now()));
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
