import { z } from "zod";
import type { Drift, SyncRun } from "../../platform/db/client.ts";
import { summary } from "./sentences.ts";

const Time = z.iso.datetime();
const count = z.int();

export const RunEntity = z.object({
  id: z.int(),
  registry_id: z.int(),
  state: z.enum(["waiting", "running", "finished", "failed"]),
  cause: z.enum(["start", "schedule", "admin", "command", "gap"]),
  requested_by: z.string(),
  created_at: Time,
  finished_at: Time.nullable(),
  repositories: count,
  tags: count,
  added: count,
  moved: count,
  missing: count,
  removed: count,
  unreadable: count,
  message: z.string(),
});

export const DriftEntity = z.object({
  id: z.int(),
  registry_id: z.int(),
  repository: z.string(),
  tag: z.string().nullable(), // null: the whole repository
  kind: z.enum(["missing", "unreadable"]),
  reason: z.string(),
  looks: count, // the runs that found it
  first_seen_at: Time,
  last_seen_at: Time,
  repair_asked_at: Time.nullable(),
});

export function presentRun(run: SyncRun) {
  const { id, state, cause, repositories, tags, added, moved, missing, removed, unreadable } = run;
  return {
    id,
    registry_id: run.registryId,
    state,
    cause,
    requested_by: run.requestedBy,
    created_at: run.createdAt,
    finished_at: run.finishedAt,
    repositories,
    tags,
    added,
    moved,
    missing,
    removed,
    unreadable,
    message: summary(run),
  };
}

export function presentDrift(drift: Drift) {
  const { id, repository, tag, kind, reason, checks } = drift;
  return {
    id,
    registry_id: drift.registryId,
    repository,
    tag: tag || null,
    kind,
    reason,
    looks: checks,
    first_seen_at: drift.firstSeenAt,
    last_seen_at: drift.lastSeenAt,
    repair_asked_at: drift.repairAskedAt,
  };
}
