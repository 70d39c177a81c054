import { pool } from "../../platform/db/client.ts";
import { schemaIsCurrent } from "../../platform/db/migrate.ts";
import { reachability } from "../../registry/client/reachability.ts";
import { knownRegistries } from "../../registry/known-registries.ts";
import { staleWhileRevalidate } from "../activity/stale-while-revalidate.ts";

/** Whether a part of Portus can be used, and if not, why. */
export interface Health {
  msg: string;
  success: boolean;
}

export async function databaseHealth(): Promise<Health> {
  const ready = await schemaIsCurrent(pool).catch(() => null);
  if (ready === null) return { msg: "database cannot be reached", success: false };
  return ready
    ? { msg: "database is up-to-date", success: true }
    : { msg: "database is not of this version", success: false };
}

export const unknownHealth: Health = {
  msg: "registry is not known while the database is not",
  success: false,
};

export async function registryHealth(): Promise<Health> {
  return (await cachedHealth())?.value ?? { msg: "registry did not answer yet", success: false };
}

/** Cached, because the endpoint is public and each check sends requests to the registries. */
const cachedHealth = staleWhileRevalidate(
  async (): Promise<Health> => {
    const registries = await knownRegistries();
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
