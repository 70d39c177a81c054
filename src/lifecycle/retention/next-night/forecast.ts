import { config } from "../../../platform/config/config.ts";
import { db } from "../../../platform/db/client.ts";
import { Invalid } from "../../../platform/errors.ts";
import type { Decision } from "../decide.ts";
import { untaggedToDelete } from "../delete-tags.ts";
import { evaluateAll } from "../evaluate.ts";
import { bytesFreed } from "../freed.ts";
import { closestRules, repositoriesWithRules, rulesSavedAt, runsAtNight } from "../nightly-sql.ts";
import { lastNight, nextNight } from "../nightly-times.ts";
import { ensureKeepsTags, fromSettings, type Rules, rulesOfRow } from "../saved-rules.ts";

const batchSize = 100;
const maxTagsPerBatch = 20_000;

/** Counts again what the next night will delete, where that may have changed. Returns the number of repositories. */
export async function updateForecasts(now = new Date()): Promise<number> {
  if (!config.rules.deleteEnabled) return 0;
  await deleteIdleForecasts();
  let updated = 0;
  for (let due = await findDue(now, 0); due.length > 0; due = await findDue(now, lastId(due))) {
    for (const [rule, repositories] of byRule(due)) await count(rule, repositories, now);
    updated += due.length;
  }
  return updated;
}

const lastId = (due: readonly Due[]) => due.at(-1)?.id ?? 0;

interface Due {
  id: number;
  ruleId: number | null;
  tags: number;
}

/**
 * Repositories whose count is missing, or older than their last push, their rules or the last night. A deletion or restore
 * of tags shows in the count of their sizes, which follows it within seconds.
 */
async function findDue(now: Date, after: number): Promise<Due[]> {
  const found = await db.$queryRaw<Due[]>`
    SELECT repositories.id, ${closestRules} AS "ruleId", repositories.tags_count AS tags
    FROM ${repositoriesWithRules}
      LEFT JOIN retention_forecasts AS forecast ON forecast.repository_id = repositories.id
      LEFT JOIN retention_runs AS last ON last.repository_id = repositories.id
      LEFT JOIN repository_sizes AS sizes ON sizes.repository_id = repositories.id
    WHERE repositories.id > ${after} AND ${runsAtNight()} AND (forecast.at IS NULL OR forecast.rule_id IS DISTINCT FROM ${closestRules}
      OR forecast.at < greatest(repositories.pushed_at, ${rulesSavedAt}, last.at, sizes.counted_at, ${lastNight(now)}))
    ORDER BY repositories.id LIMIT ${batchSize}`;
  let tags = 0;
  const fits = (it: Due, at: number) => {
    tags += it.tags;
    return at === 0 || tags <= maxTagsPerBatch;
  };
  return found.filter(fits);
}

/** Of repositories whose rules no longer run at night. */
async function deleteIdleForecasts(): Promise<void> {
  await db.$executeRaw`
    DELETE FROM retention_forecasts USING (
      SELECT repositories.id FROM ${repositoriesWithRules} WHERE NOT ${runsAtNight()}) AS idle
    WHERE repository_id = idle.id`;
}

/** Repositories by the rules that apply to them. */
export function byRule<R extends { ruleId: number | null }>(
  repositories: readonly R[],
): Map<number | null, R[]> {
  const groups = new Map<number | null, R[]>();
  for (const it of repositories) groups.set(it.ruleId, [...(groups.get(it.ruleId) ?? []), it]);
  return groups;
}

async function count(ruleId: number | null, repositories: readonly Due[], now: Date) {
  const rules = await findRules(ruleId);
  const decisions = rules
    ? await evaluateForNight(repositories, rules, now)
    : new Map<number, Decision[]>();
  const rows = [];
  for (const { id } of repositories) {
    const decided = decisions.get(id);
    const tags = (decided ?? []).filter((it) => it.deleted).map(({ name }) => name);
    const untagged = decided && rules ? await untaggedToDelete({ id }, rules) : [];
    const bytes = await bytesFreed(id, { tags, untagged });
    rows.push({
      id,
      tags: tags.length,
      untagged: untagged.length,
      bytes: bytes?.toString() ?? null,
    });
  }
  await db.$executeRaw`
    INSERT INTO retention_forecasts (repository_id, rule_id, at, tags, untagged, bytes)
    SELECT row.id, ${ruleId}::int, ${now}, row.tags, row.untagged, row.bytes::bigint
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (id int, tags int, untagged int, bytes text)
      JOIN repositories ON repositories.id = row.id
    ON CONFLICT (repository_id) DO UPDATE SET rule_id = excluded.rule_id, at = excluded.at,
      tags = excluded.tags, untagged = excluded.untagged, bytes = excluded.bytes`;
}

export async function findRules(ruleId: number | null): Promise<Rules | null> {
  if (ruleId === null) return fromSettings()?.rules ?? null;
  const row = await db.retentionRule.findUnique({ where: { id: ruleId } });
  return row && rulesOfRow(row).rules;
}

/** What the night would decide for each repository, which it takes one by one. Those where it would fail are left out. */
export async function evaluateForNight(
  repositories: readonly { id: number }[],
  rules: Rules,
  now: Date,
): Promise<Map<number, Decision[]>> {
  const ids = repositories.map(({ id }) => id);
  try {
    ensureKeepsTags(rules);
    return await evaluateAll(ids, rules, nextNight(now));
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    const decisions = new Map<number, Decision[]>();
    if (repositories.length > 1)
      for (const one of repositories)
        for (const [id, all] of await evaluateForNight([one], rules, now)) decisions.set(id, all);
    return decisions;
  }
}
