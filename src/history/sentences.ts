import { config } from "../platform/config/config.ts";
import type { Activity } from "../platform/db/client.ts";
import { paths } from "../platform/paths/paths.ts";
import { type Located, referenceOf } from "../platform/reference.ts";
import { verbs } from "./verbs.ts";

/** A line of history without what proves it. */
export type Entry = Omit<
  Activity,
  "credential" | "address" | "nonce" | "mac" | "position" | "link"
> &
  Partial<EntryPlaces>;

/** What still is of the places that a line names, so that it can lead there. */
export interface EntryPlaces {
  hostname: string | null; // of its registry
  namespaceNow: number | null;
  teamNow: number | null; // unless it is hidden
}

/** A line of history as a sentence: who did it, what they did to what, and what else there is to say. */
export interface Sentence {
  id: bigint;
  at: Date;
  icon: string;
  who: string;
  did: string;
  what: string;
  href: string | undefined;
  more: string;
}

/** On the page of a repository its name goes without saying: there it is `here`. */
export function sentence(activity: Entry, here?: string): Sentence {
  const { id, at, key, actorName } = activity;
  const { icon, did } = verbs[key] ?? { icon: "activity", did: fallbackVerb(key) };
  const tag = oneTag(activity);
  const thing = subjectOf(activity);
  return {
    id,
    at,
    icon,
    who: actorName || "Somebody",
    did: fillIn(did, activity),
    what: key === "user.sign_in" ? "" : nameOf(thing, tag, here),
    href: thing === here ? undefined : hrefOf(activity),
    more: more(activity),
  };
}

function nameOf(thing: string, tag: string | undefined, here: string | undefined): string {
  if (thing === here) return tag ?? "this repository";
  return tag ? `${thing}:${tag}` : thing;
}

export interface Day {
  day: string;
  sentences: Sentence[];
}

/** The sentences of each day together, the newest first; days are those of UTC. */
export function groupByDay(activities: Entry[], here?: string): Day[] {
  const days = new Map<string, Sentence[]>();
  for (const activity of activities) {
    const day = dayName.format(activity.at).replace(",", "");
    days.set(day, [...(days.get(day) ?? []), sentence(activity, here)]);
  }
  return [...days].map(([day, sentences]) => ({ day, sentences }));
}

const dayName = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" });

/** For what has no words of its own yet: "user.sign_in" becomes "user sign in:". */
function fallbackVerb(key: string): string {
  return `${key.replace(/[._]/g, " ")}:`;
}

/** Fills in what the details name: {member}, {role}; one deleted tag is named after its repository instead. */
function fillIn(did: string, activity: Entry): string {
  const tags = oneTag(activity) ? "" : `${list(activity, "tags").length} tags of`;
  return did
    .replace("{tags}", tags)
    .trim()
    .replace(/\{(\w+)\}/g, (_, name: string) => text(activity, name) || "somebody");
}

/** The tag that a push set, or the only one that a deletion took. */
function oneTag(activity: Entry): string | undefined {
  const tags = activity.key === "tag.delete" ? list(activity, "tags") : [];
  return tags.length === 1 ? tags[0] : text(activity, "tag") || undefined;
}

function more(activity: Entry): string {
  if (activity.key.startsWith("manifest.")) return text(activity, "digest");
  if (activity.key.startsWith("application_token.")) {
    const owner = text(activity, "owner");
    return owner && owner !== activity.actorName ? `for ${owner}` : "";
  }
  if (activity.key.startsWith("webhook.")) return `of ${text(activity, "namespace")}`;
  const address = text(activity, "address");
  if (activity.key.endsWith("sign_in")) return address && `from ${address}`;
  const tags = activity.key === "tag.delete" ? list(activity, "tags") : [];
  return tags.length > 1 ? tags.slice(0, 20).join(", ") : "";
}

/** A repository is named with its registry, as everywhere; anything else has one name. */
function subjectOf(activity: Entry): string {
  return activity.repositoryId ? referenceOf(repositoryOf(activity)) : activity.subject;
}

/** Where a line leads: to what it is about, as long as that is there. */
function hrefOf(activity: Entry): string | undefined {
  const { key, repositoryId, namespaceNow, teamNow } = activity;
  if (repositoryId) return paths.repository(repositoryOf(activity));
  if (key.startsWith("namespace.") && namespaceNow) return paths.namespace({ id: namespaceNow });
  if (key.startsWith("team.") && teamNow) return paths.team({ id: teamNow });
  return undefined;
}

/** What the details say under a name; nothing if it is no text. */
function text(activity: Entry, name: string): string {
  const value = detail(activity, name);
  return typeof value === "string" ? value : "";
}

function list(activity: Entry, name: string): string[] {
  const value = detail(activity, name);
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function repositoryOf({ subject, hostname }: Entry): Located {
  return {
    fullName: subject,
    namespace: { registry: { hostname: hostname ?? config.registry.host } },
  };
}

function detail({ details }: Entry, name: string): unknown {
  if (details === null || typeof details !== "object" || Array.isArray(details)) return undefined;
  return details[name];
}
