import { plural } from "../../platform/plural.ts";

/** A tag with what retention rules look at. */
export interface EvaluatedTag {
  name: string;
  image: number; // the id of its manifest
  pushedAt: Date; // or restored, if that was later
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
  image: number;
  deleted: boolean;
  reason: string;
}

/** Which tags of a repository are deleted or kept, and why. The image of a kept tag is kept with all its tags. */
export function decide(tags: readonly EvaluatedTag[], rules: Retention, now: Date): Decision[] {
  const reasonOf = reasonsToKeep(rules, now);
  const newest = newestOf(tags, rules.newest);
  const latest = rules.latestOfMinor ? latestOfMinors(tags) : new Set();
  const reasons = tags.map((tag) => {
    const reason = reasonOf(tag);
    if (reason) return reason;
    if (newest.has(tag)) return `It is among the newest ${rules.newest}.`;
    return latest.has(tag) ? "It is the latest of its minor version." : "";
  });
  const kept = new Map<number, string>(); // images, by the last tag that keeps them
  tags.forEach(({ image, name }, at) => {
    if (reasons[at]) kept.set(image, name);
  });
  return tags.map(({ name, image }, at) => {
    const sibling = kept.get(image);
    const reason =
      reasons[at] || (sibling ? `Its image is also tagged ${sibling}, which is kept.` : "");
    return { name, image, deleted: !reason, reason: reason || "No rule keeps it." };
  });
}

/** Why a tag is kept, apart from the other tags; empty if nothing keeps it. */
function reasonsToKeep(rules: Retention, now: Date): (tag: EvaluatedTag) => string {
  const { pushedDays, pulledDays } = rules;
  if (onlyUntagged(rules)) return () => "The rules are only about untagged manifests.";
  const pushed = `It was pushed or restored in the last ${days(pushedDays)}.`;
  const pulled = `It was pulled in the last ${days(pulledDays)}.`;
  return (tag) => {
    if (tag.immutable) return "It is immutable.";
    if (tag.protected) return "Its name is protected.";
    if (!tag.matches) return "Its name does not match the tags to delete.";
    if (within(tag.pushedAt, pushedDays, now)) return pushed;
    return within(tag.pulledAt, pulledDays, now) ? pulled : "";
  };
}

function days(count: number | null): string {
  return count === 1 ? "day" : plural(count ?? 0, "day"); // "in the last day", "in the last 2 days"
}

function within(at: Date | null, days: number | null, now: Date): boolean {
  return at !== null && days !== null && now.getTime() - at.getTime() < days * 86_400_000;
}

function newestOf(tags: readonly EvaluatedTag[], count: number): Set<EvaluatedTag> {
  if (count === 0) return new Set();
  const matching = tags.filter((tag) => tag.matches && !tag.protected && !tag.immutable);
  matching.sort(
    (a, b) => b.pushedAt.getTime() - a.pushedAt.getTime() || (a.name < b.name ? 1 : -1),
  );
  return new Set(matching.slice(0, count));
}

/** Versions with a suffix, such as 1.4.2-rc1, do not count. v1.4.2 and 1.4.2 are the same version. */
function latestOfMinors(tags: readonly EvaluatedTag[]): Set<EvaluatedTag> {
  const latest = new Map<string, { tags: EvaluatedTag[]; patch: number }>();
  for (const tag of tags) {
    const [, minor = "", digits = ""] = /^v?(\d{1,9}\.\d{1,9})\.(\d{1,9})$/.exec(tag.name) ?? [];
    const [patch, known] = [Number(digits), latest.get(minor)];
    if (minor && known?.patch === patch) known.tags.push(tag);
    else if (minor && patch > (known?.patch ?? -1)) latest.set(minor, { tags: [tag], patch });
  }
  return new Set([...latest.values()].flatMap((version) => version.tags));
}
