import { config } from "../../platform/config/config.ts";
import { Prisma } from "../../platform/db/client.ts";

// SQL for all that the nightly rules are about: what runs them, and what shows what they will do.

/** Repositories with the rules of each level that apply to them: `own`, `inside` and `whole`. */
export const repositoriesWithRules = Prisma.sql`repositories
  JOIN namespaces ON namespaces.id = repositories.namespace_id
  LEFT JOIN retention_rules AS own ON own.repository_id = repositories.id
  LEFT JOIN retention_rules AS inside ON inside.namespace_id = namespaces.id
  LEFT JOIN retention_rules AS whole ON whole.registry_id = namespaces.registry_id`;

/** Whether the closest rules run at night. */
export function runsAtNight(): Prisma.Sql {
  const otherwise = config.garbageCollector?.nightly ?? false;
  return Prisma.sql`coalesce(own.nightly, inside.nightly, whole.nightly, ${otherwise})`;
}

export const rulesSavedAt = Prisma.sql`coalesce(own.saved_at, inside.saved_at, whole.saved_at, '-infinity')`;

/** The closest rules; null: those of the settings. */
export const closestRules = Prisma.sql`coalesce(own.id, inside.id, whole.id)`;
