import { config } from "../../platform/config/config.ts";
import { diskSpace } from "../../platform/disk-space.ts";
import type { Family, Sample } from "../../platform/metrics/exposition.ts";
import { staleWhileRevalidate } from "../../platform/stale-while-revalidate.ts";
import { databaseHealth, registryStates, signingHealth } from "../health/health.ts";
import { fromDatabase } from "./catalogue.ts";
import { certificateEnds } from "./certificates.ts";
import { readFacts } from "./facts.ts";

// What is the same for all processes and replicas: the process that is asked reads it, without a label for a process.

const cachedFacts = staleWhileRevalidate(readFacts, { freshMs: 10_000, timeoutMs: 3_000 });
const maxAgeMs = 60_000; // older facts are left out: a database that fails must not look as it did before

/** All that no process measures by itself. Without a database, only what can be known without one. */
export async function sharedFamilies(): Promise<Family[]> {
  const [database, signing, disk] = await Promise.all([
    databaseHealth(),
    signingHealth(),
    diskFamilies(),
  ]);
  const up = [
    { labels: { component: "database" }, value: Number(database.success) },
    { labels: { component: "signing" }, value: Number(signing.success) },
  ];
  const known = [
    gauge("portus_up", { help: "Whether a part of Portus can be used.", label: "component" }, up),
    ...disk,
  ];
  return database.success ? [...known, ...(await familiesOfDatabase())] : known;
}

async function familiesOfDatabase(): Promise<Family[]> {
  const [facts, registries, certificates] = await Promise.all([
    cachedFacts(),
    registryStates(),
    certificateEnds(),
  ]);
  const isRecent = facts && Date.now() - facts.at.getTime() < maxAgeMs;
  const states = registries.map(({ hostname, problem }) => ({
    labels: { registry: hostname },
    value: Number(problem === null),
  }));
  const ends = certificates?.value.map(({ registry, at }) => ({
    labels: { registry },
    value: at.getTime() / 1000,
  }));
  const up = "Whether Portus reaches a registry.";
  const end =
    "When the certificate of a registry expires. Absent without https, and if it can't be read.";
  return [
    gauge("portus_registry_up", { help: up, label: "registry" }, states),
    gauge(
      "portus_certificate_expiry_timestamp_seconds",
      { help: end, label: "registry" },
      ends ?? [],
    ),
    ...(isRecent ? fromDatabase(facts.value) : []),
  ];
}

async function diskFamilies(): Promise<Family[]> {
  const disk = await diskSpace(config.dataDir).catch(() => null);
  if (!disk) return [];
  const free = "Free bytes of the disk with the data directory.";
  const size = "Size of the disk with the data directory.";
  return [
    gauge("portus_disk_available_bytes", { help: free }, [{ labels: {}, value: disk.free }]),
    gauge("portus_disk_size_bytes", { help: size }, [{ labels: {}, value: disk.total }]),
  ];
}

const gauge = (
  name: string,
  { help, label }: { help: string; label?: string },
  samples: readonly Sample[],
): Family => ({ name, type: "gauge", help, labelNames: label ? [label] : [], samples });
