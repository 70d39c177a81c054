import { record } from "../../history/record.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import { db, type RetentionRule, type Tx, transaction } from "../../platform/db/client.ts";
import { Invalid, NotFound } from "../../platform/errors.ts";
import { keepsNone, type Retention } from "./decide.ts";
import { ensureUsable, type Names } from "./evaluate.ts";
import { nameOf, type Place, reaching } from "./scope.ts";

export type Rules = Retention &
  Names & {
    nightly: boolean;
    deleteAllMatching: boolean;
    /** Manifests that nothing names and nobody used for so many days are deleted; null: none. */
    untaggedDays: number | null;
  };

/** Rules that hold somewhere, and where they were saved. */
export interface Held {
  rules: Rules;
  from: Place["kind"] | "settings";
  saved: { by: string; at: Date } | null; // null: nobody did, the environment says so
}

/** The rules that hold at a place: its own, else those of what it lies in. They are never mixed. */
export async function rulesFor(place: Place): Promise<Held | null> {
  const OR = Object.entries(reaching(place)).map(([name, id]) => ({ [name]: id }));
  const found = await db.retentionRule.findMany({ where: { OR } });
  const closest =
    found.find((it) => it.repositoryId) ?? found.find((it) => it.namespaceId) ?? found[0];
  return closest ? heldBy(closest) : fromSettings();
}

/** The ancestor's garbage collector, which the environment sets for all that has no rules. */
function fromSettings(): Held | null {
  const { garbageCollector: rules } = config;
  return rules && { rules, from: "settings", saved: null };
}

/** Saves what holds at a place from the coming night on. */
export async function saveRules(audit: ActorAudit, place: Place, rules: Rules): Promise<void> {
  await ensureUsable(rules);
  ensureMeant(rules);
  const saved = { ...rules, savedBy: audit.actor.username, savedAt: new Date() };
  const where = itself(place);
  await transaction(async (tx) => {
    await tx.retentionRule.upsert({ where, create: { ...where, ...saved }, update: saved });
    await note(tx, audit, place, { verb: "save", details: { ...rules } });
  });
}

/** Refuses rules that keep no tag, unless they say that this is what they are for, or are about untagged manifests only. */
export function ensureMeant(rules: Rules): void {
  if (keepsNone(rules) && !rules.deleteAllMatching && rules.untaggedDays === null)
    throw new Invalid({ deleteAllMatching: unmeant });
}

const unmeant =
  "These rules keep no tag: every tag that matches would be deleted. Say what is kept, or set this to delete all that match.";

/** Forgets a place's own rules; those of what it lies in hold then. */
export async function dropRules(audit: ActorAudit, place: Place): Promise<void> {
  await transaction(async (tx) => {
    const { count } = await tx.retentionRule.deleteMany({ where: itself(place) });
    if (count === 0) throw new NotFound("rules of its own");
    await note(tx, audit, place, { verb: "drop", details: {} });
  });
}

/** What names the rules of a place itself, of which there are one at most. */
function itself(place: Place) {
  if (place.kind === "registry") return { registryId: place.registry.id };
  if (place.kind === "namespace") return { namespaceId: place.namespace.id };
  return { repositoryId: place.repository.id };
}

function heldBy(rule: RetentionRule): Held {
  const { matching, protecting, newest, pushedDays, pulledDays, latestOfMinor } = rule;
  const { deleteAllMatching, nightly, untaggedDays } = rule;
  const kept = { matching, protecting, newest, pushedDays, pulledDays, latestOfMinor };
  const rules = { ...kept, deleteAllMatching, nightly, untaggedDays };
  const from = rule.repositoryId ? "repository" : rule.namespaceId ? "namespace" : "registry";
  return { rules, from, saved: { by: rule.savedBy, at: rule.savedAt } };
}

async function note(
  tx: Tx,
  audit: ActorAudit,
  place: Place,
  { verb, details }: { verb: string; details: Record<string, string | number | boolean | null> },
) {
  const { namespace } = place.kind === "repository" ? place.repository : { namespace: null };
  const teamId = place.kind === "namespace" ? place.namespace.teamId : namespace?.teamId;
  await record(tx, audit, {
    ...{ key: `retention.${verb}`, subject: nameOf(place), ...reaching(place), details },
    ...(teamId && { teamId }),
  });
}
