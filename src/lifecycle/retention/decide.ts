/** A tag as a retention judges it. */
export interface Judged {
  name: string;
  digest: string;
  pushedAt: Date;
  pulledAt: Date | null;
  /** Whether its name is among those that may go, and whether it is among those that never do. */
  matches: boolean;
  protected: boolean;
  /** Whether it stays where it was pushed first, whatever anybody's rules say. */
  immutable: boolean;
}

export interface Retention {
  /** How many of the matching tags stay in any case, the last pushed first. */
  newest: number;
  /** What was pushed or pulled within so many days stays; null: no matter when. */
  pushedDays: number | null;
  pulledDays: number | null;
  /** Of versions such as 1.4.2, the highest of each 1.4 stays. */
  latestOfMinor: boolean;
  protecting?: string;
  deleteAllMatching?: boolean;
  untaggedDays?: number | null;
}

/** Whether rules keep no tag: not by name, by number or by age. */
export function keepsNone(rules: Retention): boolean {
  const { protecting, newest, pushedDays, pulledDays, latestOfMinor } = rules;
  return !protecting && !newest && !pushedDays && !pulledDays && !latestOfMinor;
}

/** Rules that say how old untagged manifests may be, and nothing of tags, delete no tag. */
function leavesTags(rules: Retention): boolean {
  return (rules.untaggedDays ?? null) !== null && !rules.deleteAllMatching && keepsNone(rules);
}

export interface Decision {
  name: string;
  digest: string;
  goes: boolean;
  because: string;
}

/** Which tags of one repository stay and which go, and why. Nothing that a kept tag names goes (GCO-011). */
export function decide(tags: readonly Judged[], rules: Retention, now: Date): Decision[] {
  const reasons = new Map(tags.map((tag) => [tag.name, reasonToStay(tag, rules, now)]));
  const matching = tags.filter((tag) => tag.matches && !tag.protected && !tag.immutable);
  const stay = (names: readonly string[], because: string) => {
    for (const name of names) if (!reasons.get(name)) reasons.set(name, because);
  };
  stay(newestOf(matching, rules.newest), `It is among the newest ${rules.newest}.`);
  if (rules.latestOfMinor) stay(latestOfMinors(tags), "It is the latest of its minor version.");

  const keepers = new Map(
    tags.filter(({ name }) => reasons.get(name)).map(({ digest, name }) => [digest, name]),
  );
  return tags.map(({ name, digest }) => {
    const keeper = keepers.get(digest);
    const because =
      reasons.get(name) || (keeper ? `Its image is also ${keeper}, which stays.` : "");
    return { name, digest, goes: !because, because: because || "No rule keeps it." };
  });
}

/** What a tag says for itself; empty if nothing. */
function reasonToStay(tag: Judged, rules: Retention, now: Date): string {
  const { pushedDays, pulledDays } = rules;
  if (leavesTags(rules)) return "The rules are about untagged manifests only.";
  if (tag.immutable) return "It is immutable.";
  if (tag.protected) return "Its name is protected.";
  if (!tag.matches) return "Its name is not among those that may go.";
  if (within(tag.pushedAt, pushedDays, now)) return `It was pushed within ${pushedDays} days.`;
  if (within(tag.pulledAt, pulledDays, now)) return `It was pulled within ${pulledDays} days.`;
  return "";
}

function within(at: Date | null, days: number | null, now: Date): boolean {
  return at !== null && days !== null && now.getTime() - at.getTime() < days * 86_400_000;
}

function newestOf(tags: readonly Judged[], count: number): string[] {
  return [...tags]
    .sort((a, b) => b.pushedAt.getTime() - a.pushedAt.getTime() || (a.name < b.name ? 1 : -1))
    .slice(0, count)
    .map(({ name }) => name);
}

/** Versions with something behind them, such as 1.4.2-rc1, are none that is waited for. v1.4.2 and 1.4.2 are one. */
function latestOfMinors(tags: readonly Judged[]): string[] {
  const latest = new Map<string, { names: string[]; patch: number }>();
  for (const { name } of tags) {
    const [, minor = "", digits = ""] = /^v?(\d{1,9}\.\d{1,9})\.(\d{1,9})$/.exec(name) ?? [];
    const [patch, known] = [Number(digits), latest.get(minor)];
    if (minor && known?.patch === patch) known.names.push(name);
    else if (minor && patch > (known?.patch ?? -1)) latest.set(minor, { names: [name], patch });
  }
  return [...latest.values()].flatMap(({ names }) => names);
}
