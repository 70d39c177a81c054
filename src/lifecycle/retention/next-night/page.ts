import type { Actor } from "../../../identity/actor/actor.ts";
import { config } from "../../../platform/config/config.ts";
import { db, Prisma } from "../../../platform/db/client.ts";
import { keptCounts } from "../../../platform/db/kept-counts.ts";
import type { Located } from "../../../platform/reference.ts";
import { isAdmin } from "../../../tenancy/policy/policy.ts";
import { rolesThatDelete } from "../../deletion/access.ts";
import type { Decision } from "../decide.ts";
import { nextNight } from "../nightly-times.ts";
import { deletedWords } from "../sentences.ts";
import { byRule, evaluateForNight, findRules, updateForecasts } from "./forecast.ts";

const pageSize = 20;
const maxTagsPerPage = 4_000; // that one page evaluates
const tagsShown = 12;
const smallCatalogue = 500; // repositories, which are counted when the page opens

export interface NextRow extends Located {
  id: number;
  ruleId: number | null;
  level: "repository" | "namespace" | "registry" | "settings"; // of the rules
  namespaceId: number;
  registryId: number;
  tagsCount: number;
  tags: number;
  untagged: number;
  bytes: bigint | null;
  decisions: Decision[]; // the first tags
  more: number; // tags that are not listed
}

/** "The next night deletes 12 tags", where the actor may delete; null if it deletes nothing. */
export async function nextNightSentence(actor: Actor): Promise<string | null> {
  if (!config.rules.deleteEnabled) return null;
  const { tags, untagged } = await sum(actor);
  const what = deletedWords(tags, untagged);
  return what ? `The next night deletes ${what}` : null;
}

interface NextDeletions extends Totals {
  at: Date; // when the night runs
  enabled: boolean;
  rows: NextRow[];
  newerFrom: number | null; // where the page before begins
  olderFrom: number | null;
}

/** What the next night will delete where the actor may delete: sums of everything, and one page of repositories. */
export async function nextDeletions(actor: Actor, from: number): Promise<NextDeletions> {
  const now = new Date();
  if (!config.rules.deleteEnabled) return nothing(now);
  if ((await keptCounts()).repositories <= smallCatalogue) await updateForecasts(now);
  const [totals, found] = await Promise.all([sum(actor), findRows(actor, from)]);
  if (found.length === 0 && from > 0) return nextDeletions(actor, 0);
  const rows = await withDecisions(found.slice(0, pageSize), now);
  return {
    at: nextNight(now),
    enabled: true,
    ...totals,
    rows,
    newerFrom: from > 0 ? Math.max(0, from - pageSize) : null,
    olderFrom: found.length > pageSize ? from + pageSize : null,
  };
}

const zero: Totals = {
  repositories: 0,
  tags: 0,
  untagged: 0,
  bytes: 0n,
  unknown: 0,
  countedAt: null,
};

function nothing(now: Date): NextDeletions {
  const at = nextNight(now);
  return { at, enabled: false, ...zero, rows: [], newerFrom: null, olderFrom: null };
}

/** Where an actor may delete, on rows `forecast`. It begins at the actor's roles, so that no others are read. */
function deletableBy(actor: Actor): Prisma.Sql {
  if (isAdmin(actor)) return Prisma.sql`TRUE`;
  const roles = Prisma.sql`${rolesThatDelete()}::"Role"[]`;
  return Prisma.sql`forecast.repository_id IN (
    SELECT mine.id FROM memberships JOIN namespaces USING (team_id) JOIN repositories AS mine ON mine.namespace_id = namespaces.id
      WHERE memberships.user_id = ${actor.id} AND memberships.role = ANY (${roles})
    UNION SELECT repository_id FROM repository_memberships
      WHERE user_id = ${actor.id} AND role = ANY (${roles}))`;
}

interface Totals {
  repositories: number;
  tags: number;
  untagged: number;
  bytes: bigint;
  unknown: number; // repositories whose bytes are not known
  countedAt: Date | null; // the oldest of the counts
}

const deletesSomething = Prisma.sql`forecast.tags + forecast.untagged > 0`;

async function sum(actor: Actor): Promise<Totals> {
  const [row] = await db.$queryRaw<Totals[]>`
    SELECT count(*)::int AS repositories, coalesce(sum(forecast.tags), 0)::int AS tags,
      coalesce(sum(forecast.untagged), 0)::int AS untagged, coalesce(sum(bytes), 0)::bigint AS bytes,
      (count(*) FILTER (WHERE bytes IS NULL))::int AS unknown, min(forecast.at) AS "countedAt"
    FROM retention_forecasts AS forecast WHERE ${deletesSomething} AND ${deletableBy(actor)}`;
  return row ?? zero;
}

type FoundRow = Omit<NextRow, "decisions" | "more" | keyof Located> & {
  fullName: string;
  hostname: string;
};

async function findRows(actor: Actor, from: number): Promise<FoundRow[]> {
  return db.$queryRaw<FoundRow[]>`
    SELECT repositories.id, repositories.full_name AS "fullName", registries.hostname,
      repositories.tags_count AS "tagsCount", repositories.namespace_id AS "namespaceId",
      namespaces.registry_id AS "registryId", forecast.rule_id AS "ruleId", forecast.tags, forecast.untagged, forecast.bytes,
      CASE WHEN rule.repository_id IS NOT NULL THEN 'repository' WHEN rule.namespace_id IS NOT NULL THEN 'namespace'
        WHEN rule.id IS NOT NULL THEN 'registry' ELSE 'settings' END AS level
    FROM retention_forecasts AS forecast
      JOIN repositories ON repositories.id = forecast.repository_id
      JOIN namespaces ON namespaces.id = repositories.namespace_id
      JOIN registries ON registries.id = namespaces.registry_id
      LEFT JOIN retention_rules AS rule ON rule.id = forecast.rule_id
    WHERE ${deletesSomething} AND ${deletableBy(actor)}
    ORDER BY repositories.full_name, repositories.id LIMIT ${pageSize + 1} OFFSET ${from}`;
}

/** Lists the first tags of each repository, as far as the page may evaluate so many. */
async function withDecisions(found: readonly FoundRow[], now: Date): Promise<NextRow[]> {
  const evaluated = new Map<number, Decision[]>();
  for (const [ruleId, rows] of byRule(withinLimit(found))) {
    const rules = await findRules(ruleId);
    const decisions = rules ? await evaluateForNight(rows, rules, now) : [];
    for (const [id, all] of decisions) evaluated.set(id, all);
  }
  return found.map(({ hostname, ...row }) => {
    const deleted = evaluated.get(row.id)?.filter((it) => it.deleted);
    const tags = deleted?.length ?? row.tags;
    const decisions = deleted?.slice(0, tagsShown) ?? [];
    const namespace = { registry: { hostname } };
    return { ...row, namespace, tags, decisions, more: tags - decisions.length };
  });
}

function withinLimit(rows: readonly FoundRow[]): FoundRow[] {
  let tags = 0;
  return rows.filter(({ tagsCount }) => {
    const fits = tags + tagsCount <= maxTagsPerPage;
    if (fits) tags += tagsCount;
    return fits;
  });
}
