import { readdirSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { pool } from "../../platform/db/client.ts";
import type { Sample } from "../../platform/metrics/exposition.ts";
import { measured } from "../../platform/metrics/metrics.ts";
import { revision, versionNumber } from "../../platform/version.ts";
import { caExpiry, leafExpiry } from "../../registry/signing/keys.ts";

// What is read of this process at each scrape. Names that begin otherwise than portus_ are those of other Node programs.

const resolutionMs = 20;
const delays = monitorEventLoopDelay({ resolution: resolutionMs }); // enabled by the first scrape

const one = (labels: Record<string, string>): Sample[] => [{ labels, value: 1 }];

measured(
  {
    name: "portus_build_info",
    help: "The version of Portus and of Node. Always 1.",
    labelNames: ["version", "revision", "node"],
  },
  () =>
    one({
      version: versionNumber,
      revision: revision().commit.slice(0, 12),
      node: process.version,
    }),
);

measured(
  {
    name: "portus_signing_key_expiry_timestamp_seconds",
    help: "When the key that signs tokens expires. It is replaced daily.",
  },
  () => expiry(leafExpiry()),
);

measured(
  {
    name: "portus_ca_expiry_timestamp_seconds",
    help: "When the last CA certificate that registries trust expires.",
  },
  () => expiry(caExpiry()),
);

const expiry = (at: Date | null): Sample[] =>
  at ? [{ labels: {}, value: at.getTime() / 1000 }] : [];

measured(
  {
    name: "portus_database_connections",
    help: "Connections of this process to the database: in use, idle, and requests that wait for one.",
    labelNames: ["state"],
  },
  () => [
    { labels: { state: "active" }, value: pool.totalCount - pool.idleCount },
    { labels: { state: "idle" }, value: pool.idleCount },
    { labels: { state: "waiting" }, value: pool.waitingCount },
  ],
);

measured(
  {
    name: "portus_database_connections_max",
    help: "The most connections to the database that this process opens.",
  },
  () => pool.options.max,
);

measured(
  { name: "process_cpu_seconds_total", help: "CPU time, in seconds.", type: "counter" },
  () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
);

measured({ name: "process_resident_memory_bytes", help: "Resident memory." }, () =>
  process.memoryUsage.rss(),
);

measured(
  { name: "nodejs_heap_size_used_bytes", help: "Used memory of V8's heap." },
  () => process.memoryUsage().heapUsed,
);

measured(
  { name: "nodejs_heap_size_total_bytes", help: "Size of V8's heap." },
  () => process.memoryUsage().heapTotal,
);

const startedAt = Date.now() / 1000 - process.uptime();
measured(
  { name: "process_start_time_seconds", help: "When the process started." },
  () => startedAt,
);

measured({ name: "process_open_fds", help: "Open file descriptors." }, () => openFiles());

/** Only Linux lists them. */
function openFiles(): Sample[] {
  try {
    return [{ labels: {}, value: readdirSync("/proc/self/fd").length - 1 }];
  } catch {
    return [];
  }
}

measured(
  {
    name: "nodejs_eventloop_lag_seconds",
    help: "How late the event loop was on average since the last scrape.",
  },
  () => {
    delays.enable();
    return late(delays.mean);
  },
);

measured(
  {
    name: "nodejs_eventloop_lag_p99_seconds",
    help: "How late the event loop was in the worst hundredth of the time since the last scrape.",
  },
  () => late(delays.percentile(99)),
);

measured(
  {
    name: "nodejs_eventloop_lag_max_seconds",
    help: "How late the event loop was at most since the last scrape.",
  },
  () => {
    const max = late(delays.max);
    delays.reset(); // the last of the three that reads it
    return max;
  },
);

/** Node measures the whole time between two ticks of its timer, in ns; NaN before the first. */
function late(ns: number): number {
  const ms = ns / 1e6 - resolutionMs;
  return ms > 0 ? ms / 1000 : 0;
}
