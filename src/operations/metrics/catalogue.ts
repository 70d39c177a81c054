import type { Family, Sample } from "../../platform/metrics/exposition.ts";
import { countedJobs } from "./backlog.ts";
import type { Facts } from "./facts.ts";

interface Metric {
  name: string;
  help: string;
  label?: string;
  read: (facts: Facts) => readonly Reading[];
}

/** A value, and that of its metric's label, if it has one. */
type Reading = readonly [value: number, label?: string];

const atMost = `counted up to ${countedJobs}`;

const metrics: readonly Metric[] = [
  {
    name: "portus_repositories",
    help: "Repositories in the catalogue.",
    read: ({ counts }) => [[Number(counts.repositories)]],
  },
  {
    name: "portus_tags",
    help: "Tags in the catalogue.",
    read: ({ counts }) => [[Number(counts.tags)]],
  },
  {
    name: "portus_users",
    help: "Accounts, robots included.",
    read: ({ counts }) => [[Number(counts.users)]],
  },
  {
    name: "portus_namespaces",
    help: "Namespaces by visibility.",
    label: "visibility",
    read: ({ namespaces }) => namespaces.map(({ visibility, count }) => [count, visibility]),
  },
  {
    name: "portus_storage_bytes",
    help: "Bytes that are stored in the registries, each blob once for a registry, and in the database.",
    label: "kind",
    read: ({ counts, databaseBytes }) => [
      [Number(counts["stored bytes"]), "registry"],
      [databaseBytes, "database"],
    ],
  },
  {
    name: "portus_quota_full_namespaces",
    help: "Namespaces over their quota, to which nobody can push.",
    read: ({ quota }) => [[quota.full]],
  },
  {
    name: "portus_quota_used_ratio",
    help: "What the fullest namespace stores, divided by its quota. Absent if there are no quotas.",
    read: ({ quota }) => (quota.highest === null ? [] : [[quota.highest]]),
  },
  {
    name: "portus_drift",
    help: `Differences between registry and catalogue, ${atMost}.`,
    label: "kind",
    read: ({ drift }) => drift.map(({ kind, count }) => [count, kind]),
  },
  {
    name: "portus_events_failed",
    help: `Events that could not be applied and wait for an admin, ${atMost}.`,
    read: ({ events }) => [[events.failed]],
  },
  {
    name: "portus_events_lag_seconds",
    help: "How long the oldest event that is not applied yet has been waiting.",
    read: ({ events }) => [[events.lag]],
  },
  {
    name: "portus_token_expiring",
    help: `Application tokens that expire within a period, ${atMost}.`,
    label: "within",
    read: ({ expiringTokens }) => expiringTokens.map(({ within, count }) => [count, within]),
  },
  {
    name: "portus_jobs",
    help: `Rows that wait in a queue, for their time or for a worker, ${atMost}.`,
    label: "queue",
    read: ({ backlogs }) => backlogs.map(({ queue, jobs }) => [jobs, queue]),
  },
  {
    name: "portus_job_oldest_seconds",
    help: "For how long the longest due row of a queue could have been started; 0 if none is due.",
    label: "queue",
    read: ({ backlogs }) => backlogs.map(({ queue, overdue }) => [overdue, queue]),
  },
];

/** What the database says, as metrics. */
export const fromDatabase = (facts: Facts): Family[] =>
  metrics.map(({ name, help, label, read }) => {
    const samples = read(facts).map(
      ([value, text]): Sample => ({ labels: label ? { [label]: text ?? "" } : {}, value }),
    );
    return { name, type: "gauge", help, labelNames: label ? [label] : [], samples };
  });
