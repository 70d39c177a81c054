import { readFileSync } from "node:fs";
import { z } from "zod";
import { db, pool } from "../../platform/db/client.ts";
import { schemaIsCurrent } from "../../platform/db/migrate.ts";
import { endpoint } from "../../platform/http/api/endpoint.ts";
import { reachability } from "../../registry/client/reachability.ts";
import { staleWhileRevalidate } from "../activity/stale-while-revalidate.ts";
import { revision } from "./revision.ts";

const Revision = z.object({ branch: z.string(), commit: z.string(), tag: z.string() });
const Part = z.object({ msg: z.string(), success: z.boolean() });
type Part = z.infer<typeof Part>;

/** The health of all parts in SUSE Portus's format, for load balancers and monitoring. */
export const healthy = endpoint("get", "/health", {
  summary: "Whether the database and the registries can be used",
  caller: "anyone",
  answer: z.object({ database: Part, registry: Part }),
  otherwise: { status: 503, means: "One of them can't be used; its `msg` says why" },
  run: async ({ res }) => {
    const database = await databaseHealth();
    const registry = database.success ? await registryHealth() : unknown;
    if (!database.success || !registry.success) res.status(503);
    return { database, registry };
  },
});

const { version: number } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")));

export const version = endpoint("get", "/version", {
  summary: "The version of Portus and the versions of the API that it supports",
  answer: z.object({ "api-versions": z.array(z.string()), version: z.string(), git: Revision }),
  run: async () => ({ "api-versions": ["v1"], version: number, git: revision() }),
});

async function databaseHealth(): Promise<Part> {
  const ready = await schemaIsCurrent(pool).catch(() => null);
  if (ready === null) return { msg: "database cannot be reached", success: false };
  return ready
    ? { msg: "database is up-to-date", success: true }
    : { msg: "database is not of this version", success: false };
}

const unknown: Part = { msg: "registry is not known while the database is not", success: false };

async function registryHealth(): Promise<Part> {
  return (await cachedHealth())?.value ?? { msg: "registry did not answer yet", success: false };
}

/** Cached, because the endpoint is public and each check sends requests to the registries. */
const cachedHealth = staleWhileRevalidate(
  async (): Promise<Part> => {
    const registries = await db.registry.findMany({ orderBy: { id: "asc" } });
    if (registries.length === 0) return { msg: "no registry configured", success: false };

    const problems = await Promise.all(
      registries.map(async (registry) => {
        const problem = await reachability(registry);
        return problem && `${registry.name}: ${problem.message}`;
      }),
    );
    const bad = problems.filter((problem) => problem !== null);
    return { msg: bad.join("; ") || "registry is reachable", success: bad.length === 0 };
  },
  { freshMs: 2_000, timeoutMs: 5_000 },
);
