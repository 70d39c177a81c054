import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { isDefaultRegistry } from "../../registry/registries.ts";
import { listDirectories } from "../../tenancy/directories/directories.ts";
import type { Check, Result } from "./check.ts";
import { addressChecks } from "./instance/address.ts";
import { backlogChecks } from "./instance/backlog.ts";
import { databaseChecks } from "./instance/database.ts";
import { diskChecks } from "./instance/disk.ts";
import { keyChecks } from "./instance/keys.ts";
import { mailChecks } from "./instance/mail.ts";
import { nodeChecks } from "./instance/node.ts";
import { passkeyChecks } from "./instance/passkeys.ts";
import { problemChecks } from "./instance/problems.ts";
import { processChecks } from "./instance/processes.ts";
import { hostChecks } from "./registry/events.ts";
import { proxyRuleChecks } from "./registry/proxy-rules.ts";
import { registryChecks } from "./registry/registry.ts";
import { runChecks } from "./run-checks.ts";
import { openSignals, type Signals } from "./signals.ts";

export interface Diagnosis {
  ok: boolean; // no check has failed
  checks: Result[];
  fixed: string[]; // what was repaired
}

interface Options {
  fix?: boolean;
  onResult?: (result: Result, total: number) => void;
}

/** Checks the whole set-up. With `fix`, repairs what is safe to repair, and checks that again. */
export async function diagnose({ fix = false, onResult }: Options = {}): Promise<Diagnosis> {
  const signals = await openSignals();
  try {
    const all = await checksOf(signals);
    const results = await runChecks(all, (result) => onResult?.(result, all.length));
    const fixed = fix ? await repair(all, results) : [];
    const checks = fixed.length > 0 ? await runChecks(await checksOf(signals)) : results;
    return { ok: checks.every(({ ok }) => ok !== false), checks, fixed };
  } finally {
    await signals.close();
  }
}

async function checksOf(signals: Signals): Promise<Check[]> {
  const registries = await db.registry.findMany({ orderBy: { id: "asc" } }); // there are only a few
  const url = registries.find(isDefaultRegistry)?.url;
  const own = registries.filter((it) => isDefaultRegistry(it) || it.url !== url); // not its former hosts
  return [
    ...own.flatMap((registry) => registryChecks(registry, signals)),
    ...hostChecks(),
    ...addressChecks(),
    ...proxyRuleChecks(),
    ...processChecks(signals),
    ...databaseChecks(),
    ...backlogChecks(),
    ...diskChecks(config.dataDir),
    ...keyChecks(config.tokenTtl),
    ...mailChecks(),
    ...passkeyChecks(),
    ...(await checksOfDirectories()),
    ...nodeChecks(),
    ...problemChecks(),
  ];
}

/** The directories have their names in the ids of their checks, unless the environment declares them. */
async function checksOfDirectories(): Promise<Check[]> {
  const known = await listDirectories();
  if (known.length === 0) return [];
  const { directoryChecks } = await import("./directory/directory.ts");
  return known.flatMap(({ provider, directory }) =>
    directoryChecks(directory, (name) =>
      provider.declared ? `directory.${name}` : `directory.${name}@${provider.slug}`,
    ),
  );
}

async function repair(checks: readonly Check[], results: readonly Result[]): Promise<string[]> {
  const failed = new Set(results.filter(({ ok }) => ok === false).map(({ id }) => id));
  const fixed: string[] = [];
  for (const { id, fix } of checks) if (fix && failed.has(id)) fixed.push(`${id}: ${await fix()}`);
  return fixed;
}
