import { config } from "../platform/config/config.ts";
import type { Activity } from "../platform/db/client.ts";
import { paths } from "../platform/paths/paths.ts";
import { plural } from "../platform/plural.ts";
import { type Located, referenceOf } from "../platform/reference.ts";
import { type EntrySource, sourceText } from "./source.ts";
import { verbOf } from "./verbs.ts";

/** An entry of the audit log, without the columns that prove its integrity. */
export type Entry = Omit<
  Activity,
  "credential" | "address" | "nonce" | "mac" | "position" | "link"
> &
  Partial<EntryPlaces> &
  Partial<EntrySource> & {
    reported?: boolean; // the registry reported it: it was not done through Portus
  };

/** What still exists of the registry, namespace, team and actor that an entry names, for links. */
export interface EntryPlaces {
  hostname: string | null; // of the entry's registry
  namespaceNow: number | null;
  teamNow: number | null; // unless it is hidden
  actorNow: string | null; // the actor's user name
}

/** An entry as a sentence: who did what to which thing, and details. */
export interface Sentence {
  id: bigint;
  at: Date;
  icon: string;
  who: string;
  person: string | undefined; // their page, unless the account is deleted
  did: string;
  what: string;
  end: string; // the end of the sentence, after `what`
  href: string | undefined;
  more: string;
  source: string; // credential and address, for those who may see them
  note: string; // why a deletion can't be restored
  deletion: number | null; // the id of the deletion that it is about
  restore: Restore | null; // if the viewer can restore that deletion
}

export interface Restore {
  action: string; // the path of the form
  until: Date;
}

/** The sentence of an entry. `here` is the repository whose page shows it; its name is left out. */
export function sentence(activity: Entry, here?: string): Sentence {
  const { id, at, key, actorName, actorNow } = activity;
  const { icon, did, end = "" } = verbOf(key) ?? { icon: "activity", did: fallbackVerb(key) };
  const signUp = key === "user.create" && activity.subject === actorName;
  const tag = tagOf(activity);
  const thing = subjectOf(activity);
  return {
    id,
    at,
    icon,
    who: actorName || "Someone",
    person: actorNow ? paths.person(actorNow) : undefined,
    did: signUp ? "signed up" : fillIn(did, activity),
    what: signUp || key === "user.sign_in" ? "" : nameOf(thing, tag, here),
    end,
    href: thing === here ? undefined : hrefOf(activity),
    more: more(activity),
    source: sourceText(isSignIn(activity) ? { ...activity, address: null } : activity),
    note: isDeletion(activity) && activity.reported ? notRestorable : "",
    deletion: isDeletion(activity) ? numberIn(activity, "plan") : null,
    restore: null,
  };
}

const notRestorable =
  "A client deleted it directly at the registry, so Portus has no copy that it could restore.";

const isDeletion = ({ key }: Entry) =>
  /^(repository|tag|manifest|namespace|team)\.delete$/.test(key);

function nameOf(thing: string, tag: string | undefined, here: string | undefined): string {
  if (thing === here) return tag ?? "this repository";
  return tag ? `${thing}:${tag}` : thing;
}

/** What is shown for a key that has no verb: "user.sign_in" becomes "user sign in:". */
function fallbackVerb(key: string): string {
  return `${key.replace(/[._]/g, " ")}:`;
}

/** Fills in values of the details, such as {member} and {role}. A single deleted tag is shown as repository:tag instead. */
function fillIn(did: string, activity: Entry): string {
  const tags = tagOf(activity) ? "" : `${plural(list(activity, "tags").length, "tag")} of`;
  const old = text(activity, "old");
  return did
    .replace("{tags}", tags)
    .replace(" {old} to", old && ` ${old} to`)
    .trim()
    .replace(/\{(\w+)\}/g, (_, name: string) => text(activity, name) || "someone");
}

/** The tag that was pushed, or the only tag that was deleted. */
export function tagOf(activity: Entry): string | undefined {
  const tags = activity.key === "tag.delete" ? list(activity, "tags") : [];
  return tags.length === 1 ? tags[0] : text(activity, "tag") || undefined;
}

function more(activity: Entry): string {
  if (activity.key.startsWith("manifest.")) return text(activity, "digest");
  if (activity.key.startsWith("application_token.")) {
    const owner = text(activity, "owner");
    return owner && owner !== activity.actorName ? `for ${owner}` : "";
  }
  if (activity.key === "user.disable" || activity.key === "user.delete") {
    const teams = list(activity, "ownerless");
    return teams.length > 0
      ? `teams left without an active owner: ${teams.slice(0, 20).join(", ")}`
      : "";
  }
  if (activity.key.startsWith("device_sign_in.")) return `at ${text(activity, "machine_address")}`;
  if (activity.key.startsWith("webhook.")) return `of ${text(activity, "namespace")}`;
  const address = text(activity, "address");
  if (isSignIn(activity)) return address && `from ${address}`;
  const tags = activity.key === "tag.delete" ? list(activity, "tags") : [];
  return tags.length > 1 ? tags.slice(0, 20).join(", ") : "";
}

/** Its details name the address. */
const isSignIn = ({ key }: Entry) => key.endsWith("sign_in");

/** The name of the subject; for a repository, its reference with the host of its registry. */
function subjectOf(activity: Entry): string {
  return activity.repositoryId ? referenceOf(repositoryOf(activity)) : activity.subject;
}

/** The page of the subject, if it still exists. */
function hrefOf(activity: Entry): string | undefined {
  const { key, repositoryId, namespaceNow, teamNow } = activity;
  if (repositoryId) return paths.repository(repositoryOf(activity));
  if (key.startsWith("namespace.") && namespaceNow) return paths.namespace({ id: namespaceNow });
  if (key.startsWith("team.") && teamNow) return paths.team({ id: teamNow });
  return undefined;
}

/** A value of the details; empty if it is not a string. */
function text(activity: Entry, name: string): string {
  const value = detail(activity, name);
  return typeof value === "string" ? value : "";
}

function numberIn(activity: Entry, name: string): number | null {
  const value = detail(activity, name);
  return typeof value === "number" ? value : null;
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
