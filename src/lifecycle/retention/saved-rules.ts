import { record } from "../../history/record.ts";
import type { AuditVerb } from "../../history/verbs.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import { db, type RetentionRule, type Tx, transaction } from "../../platform/db/client.ts";
import { Invalid, NotFound } from "../../platform/errors.ts";
import { keepsNoTag, type Retention } from "./decide.ts";
import { ensureUsable, type TagPatterns } from "./evaluate.ts";
import { idsOf, lockScope, nameOf, type Scope } from "./scope.ts";

export type Rules = Retention &
  TagPatterns & {
    nightly: boolean;
    deleteAllMatching: boolean;
    /** Untagged manifests unused for this many days are deleted; null: none. */
    untaggedDays: number | null;
  };

/** The rules that apply to a scope, and where they were saved. */
export interface RulesInForce {
  rules: Rules;
  from: Scope["kind"] | "settings";
  saved: { by: string; at: Date } | null; // null: set by the environment
}

/** The rules that apply to a scope: its own, otherwise those of the closest scope around it. They are never mixed. */
export async function rulesInForce(scope: Scope): Promise<RulesInForce | null> {
  const OR = Object.entries(idsOf(scope)).map(([name, id]) => ({ [name]: id }));
  const found = await db.retentionRule.findMany({ where: { OR } });
  const closest =
    found.find((it) => it.repositoryId) ?? found.find((it) => it.namespaceId) ?? found[0];
  return closest ? rulesOfRow(closest) : fromSettings();
}

/** The rules of PORTUS_DELETE_GARBAGE_COLLECTOR_…, for every scope without rules. */
export function fromSettings(): RulesInForce | null {
  const { garbageCollector: rules } = config;
  return rules && { rules, from: "settings", saved: null };
}

/** Saves the rules of a scope. They run from the next night on. */
export async function saveRules(audit: ActorAudit, found: Scope, rules: Rules): Promise<void> {
  await ensureUsable(rules);
  ensureKeepsTags(rules);
  ensureOneLanguage(rules);
  const { matchingPatterns = [], protectingPatterns = [] } = rules;
  const lists = {
    matchingPatterns: [...matchingPatterns],
    protectingPatterns: [...protectingPatterns],
  };
  const saved = { ...rules, ...lists, savedBy: audit.actor.username, savedAt: new Date() };
  await transaction(async (tx) => {
    const scope = await lockScope(tx, audit.actor, found);
    const where = keyOf(scope);
    await tx.retentionRule.upsert({ where, create: { ...where, ...saved }, update: saved });
    await recordRules(tx, audit, scope, { verb: "save", details: { ...rules, ...lists } });
  });
}

/** Refuses rules that keep no tag, unless they ask for that or are only about untagged manifests. */
export function ensureKeepsTags(rules: Rules): void {
  if (keepsNoTag(rules) && !rules.deleteAllMatching && rules.untaggedDays === null)
    throw new Invalid({ deleteAllMatching: keepsNothing });
}

/** Refuses a field that has both patterns and a regular expression. */
function ensureOneLanguage(rules: Rules): void {
  const { matchingPatterns = [], protectingPatterns = [] } = rules;
  if (rules.matching && matchingPatterns.length > 0)
    throw new Invalid({ matchingPatterns: bothLanguages });
  if (rules.protecting && protectingPatterns.length > 0)
    throw new Invalid({ protectingPatterns: bothLanguages });
}

const bothLanguages = "Use patterns or a regular expression here, not both.";

const keepsNothing =
  "These rules keep no tag: every matching tag would be deleted. Choose what to keep, or select this to delete all matching tags.";

const ownRules = "set of retention rules";

/** Throws NotFound if a scope has no rules of its own. */
export async function ensureOwnRules(scope: Scope): Promise<void> {
  if (!(await db.retentionRule.findUnique({ where: keyOf(scope) }))) throw new NotFound(ownRules);
}

/** Removes a scope's own rules; then those of the scope around it apply. */
export async function removeRules(audit: ActorAudit, found: Scope): Promise<void> {
  await transaction(async (tx) => {
    const scope = await lockScope(tx, audit.actor, found);
    const { count } = await tx.retentionRule.deleteMany({ where: keyOf(scope) });
    if (count === 0) throw new NotFound(ownRules);
    await recordRules(tx, audit, scope, { verb: "drop", details: {} });
  });
}

function keyOf(scope: Scope) {
  if (scope.kind === "registry") return { registryId: scope.registry.id };
  if (scope.kind === "namespace") return { namespaceId: scope.namespace.id };
  return { repositoryId: scope.repository.id };
}

export function rulesOfRow(rule: RetentionRule): RulesInForce {
  const { matching, protecting, matchingPatterns, protectingPatterns, ...others } = rule;
  const { newest, pushedDays, pulledDays, latestOfMinor, ...rest } = others;
  const { deleteAllMatching, nightly, untaggedDays } = rest;
  const names = { matching, protecting, matchingPatterns, protectingPatterns };
  const kept = { newest, pushedDays, pulledDays, latestOfMinor };
  const rules = { ...names, ...kept, deleteAllMatching, nightly, untaggedDays };
  return { rules, from: levelOf(rule), saved: { by: rule.savedBy, at: rule.savedAt } };
}

function levelOf({ repositoryId, namespaceId }: RetentionRule): Scope["kind"] {
  if (repositoryId) return "repository";
  return namespaceId ? "namespace" : "registry";
}

async function recordRules(
  tx: Tx,
  audit: ActorAudit,
  scope: Scope,
  {
    verb,
    details,
  }: {
    verb: AuditVerb<"retention">;
    details: Record<string, string | number | boolean | string[] | null>;
  },
) {
  const { namespace } = scope.kind === "repository" ? scope.repository : { namespace: null };
  const teamId = scope.kind === "namespace" ? scope.namespace.teamId : namespace?.teamId;
  await record(tx, audit, {
    key: `retention.${verb}`,
    subject: nameOf(scope),
    ...idsOf(scope),
    details,
    ...(teamId && { teamId }),
  });
}
