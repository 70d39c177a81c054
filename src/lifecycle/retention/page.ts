import { matchesOfTags } from "../../catalogue/repositories/matches.ts";
import { repositoryTabs } from "../../catalogue/repositories/tabs.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { db } from "../../platform/db/client.ts";
import { paths } from "../../platform/paths/paths.ts";
import { namespaceReference, referenceOf } from "../../platform/reference.ts";
import { namespaceHead } from "../../tenancy/namespaces/tabs.ts";
import type { Night } from "./nights.ts";
import { nothingPreviewed, type Preview } from "./preview.ts";
import { rulesInForce } from "./saved-rules.ts";
import { ownId, type Scope } from "./scope.ts";
import { inForceSentence, removalWarning } from "./sentences.ts";

export interface Form {
  values: Record<string, unknown>;
  errors: Record<string, string>;
}

/** What the page shows besides the form. */
export interface Found {
  preview?: Preview;
  notes?: string[]; // of a conversion
}

/** Everything that the page of the rules shows. */
export async function rulesPage(
  actor: Actor,
  scope: Scope,
  { form, preview = nothingPreviewed, notes = [] }: Found & { form: Form },
) {
  const inForce = await rulesInForce(scope);
  const name = referenceTo(scope);
  return {
    scope,
    name,
    heading: headingOf(actor, scope),
    inForce,
    last: scope.kind === "repository" ? await lastRun(scope.repository.id) : null,
    sentence: inForceSentence(scope, name, inForce),
    warning: removalWarning(scope, name),
    form,
    given: form.values,
    notes,
    presets: presetsOf(scope, form.values),
    matchesFrom: matchesFrom(scope),
    matches: await matchesOf(actor, scope, form),
    ...preview,
    weeks: weeksOf(preview.nights),
  };
}

/** The nights as rows of a calendar. They are days in UTC, like the time of the run. */
function weeksOf(nights: readonly Night[]) {
  const part = (at: Date, options: Intl.DateTimeFormatOptions) =>
    at.toLocaleDateString("en-GB", { ...options, timeZone: "UTC" });
  const days = nights.map(({ at, deleted }, n) => ({
    at,
    deleted,
    weekday: part(at, { weekday: "short" }),
    day: part(
      at,
      n === 0 || at.getUTCDate() === 1 ? { day: "numeric", month: "short" } : { day: "numeric" },
    ),
  }));
  return days.length === 0 ? [] : [days.slice(0, 7), days.slice(7)];
}

/** Rules that many people want, as fields of the form. */
const presets = [
  { label: "Keep the newest 10", fields: { newest: "10" } },
  {
    label: "Delete PR builds after 14 days",
    fields: { matchingPatterns: "pr-*", pushedDays: "14" },
  },
  { label: "Delete untagged after 7 days", fields: { untaggedDays: "7" } },
];

function presetsOf(scope: Scope, values: Form["values"]) {
  const filled = JSON.stringify(Object.entries(values).filter(([, value]) => value !== ""));
  return presets.map(({ label, fields }) => ({
    label,
    href: paths.retentionOf(scope, fields),
    isCurrent: filled === JSON.stringify(Object.entries(fields)),
  }));
}

/** What the patterns of the form match now, by field. */
async function matchesOf(actor: Actor, scope: Scope, { values, errors }: Form) {
  const sentenceOf = async (field: string) =>
    errors[field] ? "" : matchesOfTags(actor, ownId(scope), String(values[field] ?? ""));
  return {
    matchingPatterns: await sentenceOf("matchingPatterns"),
    protectingPatterns: await sentenceOf("protectingPatterns"),
  };
}

function matchesFrom(scope: Scope): string {
  if (scope.kind === "registry") return paths.matchingTags({ registry: scope.registry });
  return scope.kind === "namespace"
    ? paths.matchingTags({ namespace: scope.namespace })
    : paths.matchingTags({ repository: scope.repository });
}

function lastRun(repositoryId: number) {
  return db.retentionRun.findUnique({
    where: { repositoryId },
    select: { at: true, deleted: true, note: true },
  });
}

function headingOf(actor: Actor, scope: Scope) {
  const title = "Retention";
  if (scope.kind === "namespace") return namespaceHead(scope.namespace, actor, title);
  const crumbs = [{ label: referenceTo(scope), href: placeOf(scope) }];
  if (scope.kind === "registry") return { title, crumbs };
  return { title, crumbs, tabs: repositoryTabs(scope.repository, actor, "Settings") };
}

export function referenceTo(scope: Scope): string {
  if (scope.kind === "registry") return scope.registry.name;
  return scope.kind === "namespace"
    ? namespaceReference(scope.namespace)
    : referenceOf(scope.repository);
}

function placeOf(scope: Exclude<Scope, { kind: "namespace" }>): string {
  return scope.kind === "registry"
    ? paths.registry(scope.registry)
    : paths.repository(scope.repository);
}
