import { config } from "../../platform/config/config.ts";
import { db, type Registry } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { plural } from "../../platform/plural.ts";
import { printError } from "../../platform/terminal.ts";
import { syncRegistry } from "../../protocol/sync/run/sync-all.ts";
import { catalogPage } from "../../registry/client/catalog.ts";
import { openConnection } from "../../registry/client/connection.ts";
import { maxIdlePages } from "../../registry/client/lists.ts";
import { isRepositoryName, splitName } from "../../registry/names.ts";
import { findRegistryByHost, serversRegistry } from "../../registry/registries.ts";
import type { ImportOptions } from "./command-actions.ts";
import { type Decision, refused } from "./decision.ts";
import { type Report, reportOf, written } from "./report.ts";

const maxRepositories = 1_000_000;

/** Brings the images of a registry into the catalogue by a sync, and says to which namespace each belongs. */
export async function importRegistry(host: string | null, options: ImportOptions): Promise<string> {
  const registry = await registryNamed(host);
  const dryRun = options["dry-run"] === true;
  const decisions = await decideNamespaces(registry, await repositoriesIn(registry));
  const summary = dryRun ? [] : [await synced(registry)];
  const report: Report = reportOf(decisions, {
    source: `registry ${registry.hostname}`,
    dryRun,
    withoutEqual: [],
    next: [...summary, ...nextSteps(decisions)],
  });
  return written(report, options);
}

async function registryNamed(host: string | null): Promise<Registry> {
  const found = host === null ? await serversRegistry() : await findRegistryByHost(host);
  if (found) return found;
  throw new Invalid({
    host: `This Portus has no registry ${host}. Add it on the page Admin, Registries, first.`,
  });
}

/** The number of repositories by namespace; "" has the top-level images, null what has no valid name. */
async function repositoriesIn(registry: Registry): Promise<Map<string | null, number>> {
  const names = await namesIn(registry);
  const counts = new Map<string | null, number>();
  for (const name of names) {
    const namespace = isRepositoryName(name) ? splitName(name).namespace : null;
    counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
  }
  return counts;
}

async function namesIn(registry: Registry): Promise<Set<string>> {
  const connection = openConnection(registry);
  const names = new Set<string>();
  let idle = 0; // pages in a row without a new name
  let cursor: string | null = null;
  try {
    do {
      const page = await catalogPage(connection, cursor);
      if (!page.ok) throw new Invalid({ registry: page.error.message });
      const before = names.size;
      for (const name of page.value.names) names.add(name);
      idle = names.size > before ? 0 : idle + 1;
      cursor = page.value.next;
    } while (cursor !== null && idle <= maxIdlePages && names.size <= maxRepositories);
  } finally {
    connection.close();
  }
  return names;
}

async function decideNamespaces(
  { id: registryId }: Registry,
  counts: ReadonlyMap<string | null, number>,
): Promise<Decision[]> {
  const names = [...counts.keys()].filter((name) => name !== null);
  const known = await db.namespace.findMany({
    where: { registryId, name: { in: names } },
    select: { name: true, kind: true, team: { select: { name: true, hidden: true } } },
  });
  const owners = new Map(known.map((namespace) => [namespace.name, ownerOf(namespace)]));
  return [...counts].map(([name, count]) => {
    const images = plural(count, "repository", "repositories");
    const base = { kind: "namespace", name: name || "top-level images" } as const;
    if (name === null) return { ...base, name: images, ...refused("their names are not valid") };
    if (name === "") return { ...base, outcome: "exists", why: `${images}, public` };
    const owner = owners.get(name);
    if (owner) return { ...base, outcome: "exists", why: `${images}, ${owner}` };
    return { ...base, outcome: "create", why: `${images}, private, ${noTeam}` };
  });
}

const noTeam = "of no team yet";

function ownerOf({ kind, team }: { kind: string; team: { name: string; hidden: boolean } }) {
  if (kind === "personal") return "of a person";
  return team.hidden ? noTeam : `of the team ${team.name}`;
}

async function synced(registry: Registry): Promise<string> {
  const { failed, sentences } = await syncRegistry(registry, printError);
  if (failed) throw new Invalid(Object.fromEntries(sentences.entries()));
  return sentences.join("\n");
}

const nextSteps = (decisions: readonly Decision[]): string[] =>
  decisions.some(({ why }) => why.endsWith(noTeam))
    ? [
        `Only admins may use namespaces without a team. Transfer them on their pages, listed at ${config.url}/admin/sync, or import teams with --merge.`,
      ]
    : [];
