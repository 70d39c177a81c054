import { plural } from "../../platform/plural.ts";

/** A tag with what retention rules look at. */
export interface EvaluatedTag {
  name: string;
  digest: string;
  pushedAt: Date;
  pulledAt: Date | null;
  /** Whether its name matches the tags to delete. */
  matches: boolean;
  /** Whether its name matches the tags to keep always. */
  protected: boolean;
  /** Immutable tags are kept, whatever the rules say. */
  immutable: boolean;
}

export interface Retention {
  /** How many of the matching tags are always kept, the newest first. */
  newest: number;
  /** Tags pushed or pulled within this many days are kept; null: age doesn't matter. */
  pushedDays: number | null;
  pulledDays: number | null;
  /** Keeps the highest patch of each minor version: of 1.4.1 and 1.4.2, 1.4.2. */
  latestOfMinor: boolean;
  protecting?: string;
  protectingPatterns?: readonly string[];
  deleteAllMatching?: boolean;
  untaggedDays?: number | null;
}

/** Whether rules keep no tag by name, number or age. */
export function keepsNoTag(rules: Retention): boolean {
  const {
    protecting,
    protectingPatterns = [],
    newest,
    pushedDays,
    pulledDays,
    latestOfMinor,
  } = rules;
  const protects = protecting || protectingPatterns.length > 0;
  return !protects && !newest && !pushedDays && !pulledDays && !latestOfMinor;
}

/** Rules that only limit the age of untagged manifests delete no tag. */
function onlyUntagged(rules: Retention): boolean {
  return (rules.untaggedDays ?? null) !== null && !rules.deleteAllMatching && keepsNoTag(rules);
}

export interface Decision {
  name: string;
  digest: string;
  deleted: boolean;
  reason: string;
}

/** Which tags of a repository are deleted or kept, and why. The image of a kept tag is kept with all its tags. */
export function decide(tags: readonly EvaluatedTag[], rules: Retention, now: Date): Decision[] {
  const reasons = new Map(tags.map((tag) => [tag.name, reasonToKeep(tag, rules, now)]));
  const matching = tags.filter((tag) => tag.matches && !tag.protected && !tag.immutable);
  const keep = (names: readonly string[], reason: string) => {
    for (const name of names) if (!reasons.get(name)) reasons.set(name, reason);
  };
  keep(newestOf(matching, rules.newest), `It is among the newest ${rules.newest}.`);
  if (rules.latestOfMinor) keep(latestOfMinors(tags), "It is the latest of its minor version.");

  const keptDigests = new Map(
    tags.filter(({ name }) => reasons.get(name)).map(({ digest, name }) => [digest, name]),
  );
  return tags.map(({ name, digest }) => {
    const sibling = keptDigests.get(digest);
    const reason =
      reasons.get(name) || (sibling ? `Its image is also tagged ${sibling}, which is kept.` : "");
    return { name, digest, deleted: !reason, reason: reason || "No rule keeps it." };
  });
}

/** Why a tag is kept, apart from the other tags of its image; empty if nothing keeps it. */
function reasonToKeep(tag: EvaluatedTag, rules: Retention, now: Date): string {
  const { pushedDays, pulledDays } = rules;
  if (onlyUntagged(rules)) return "The rules are only about untagged manifests.";
  if (tag.immutable) return "It is immutable.";
  if (tag.protected) return "Its name is protected.";
  if (!tag.matches) return "Its name does not match the tags to delete.";
  if (within(tag.pushedAt, pushedDays, now))
    return `It was pushed in the last ${days(pushedDays)}.`;
  if (within(tag.pulledAt, pulledDays, now))
    return `It was pulled in the last ${days(pulledDays)}.`;
  return "";
}

function days(count: number | null): string {
  return count === 1 ? "day" : plural(count ?? 0, "day"); // "in the last day", "in the last 2 days"
}

function within(at: Date | null, days: number | null, now: Date): boolean {
  return at !== null && days !== null && now.getTime() - at.getTime() < days * 86_400_000;
}

function newestOf(tags: readonly EvaluatedTag[], count: number): string[] {
  return [...tags]
    .sort((a, b) => b.pushedAt.getTime() - a.pushedAt.getTime() || (a.name < b.name ? 1 : -1))
    .slice(0, count)
    .map(({ name }) => name);
}

/** Versions with a suffix, such as 1.4.2-rc1, do not count. v1.4.2 and 1.4.2 are the same version. */
function latestOfMinors(tags: readonly EvaluatedTag[]): string[] {
  const latest = new Map<string, { names: string[]; patch: number }>();
  for (const { name } of tags) {
    const [, minor = "", digits = ""] = /^v?(\d{1,9}\.\d{1,9})\.(\d{1,9})$/.exec(name) ?? [];
    const [patch, known] = [Number(digits), latest.get(minor)];
    if (minor && known?.patch === patch) known.names.push(name);
    else if (minor && patch > (known?.patch ?? -1)) latest.set(minor, { names: [name], patch });
  }
  return [...latest.values()].flatMap(({ names }) => names);
}
