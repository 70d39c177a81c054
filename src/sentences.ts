import type { Activity } from "./db/client.ts";
import { paths } from "./paths.ts";

/** A line of history without what proves it. */
export type Told = Omit<Activity, "nonce" | "mac" | "position" | "link">;

/** A line of history as a sentence: who did it, what they did to what, and what else there is to say. */
export interface Sentence {
  id: number;
  at: Date;
  icon: string;
  who: string;
  did: string;
  what: string;
  href: string | undefined;
  more: string;
}

/** On the page of a repository its name goes without saying: there it is `here`. */
export function sentence(activity: Told, here?: string): Sentence {
  const { id, at, key, subject, actorName } = activity;
  const { icon, did } = verbs[key] ?? { icon: "activity", did: plainly(key) };
  const tag = oneTag(activity);
  return {
    id,
    at,
    icon,
    who: actorName || "Somebody",
    did: done(did, activity),
    what: subject === here ? (tag ?? "this repository") : tag ? `${subject}:${tag}` : subject,
    href:
      activity.repositoryId && subject !== here
        ? paths.repository({ fullName: subject })
        : undefined,
    more: more(activity),
  };
}

export interface Day {
  day: string;
  sentences: Sentence[];
}

/** The sentences of each day together, the newest first; days are those of UTC. */
export function byDay(activities: Told[], here?: string): Day[] {
  const days = new Map<string, Sentence[]>();
  for (const activity of activities) {
    const day = dayName.format(activity.at).replace(",", "");
    days.set(day, [...(days.get(day) ?? []), sentence(activity, here)]);
  }
  return [...days].map(([day, sentences]) => ({ day, sentences }));
}

const dayName = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" });

const verbs: Record<string, { icon: string; did: string }> = {
  "repository.push": { icon: "push", did: "pushed" },
  "repository.delete": { icon: "delete", did: "deleted" },
  "repository.put_back": { icon: "push", did: "put back what was deleted from" },
  "repository.sync": { icon: "repository", did: "brought in from the registry" },
  "repository.describe": { icon: "paper", did: "described" },
  "tag.point_back": { icon: "push", did: "pointed back" },
  "tag.delete": { icon: "delete", did: "deleted {tags}" },
  "manifest.delete": { icon: "delete", did: "deleted a manifest without tags from" },
  "namespace.create": { icon: "namespace", did: "created the namespace" },
  "repository.add_member": { icon: "team", did: "made {member} {role} of the repository" },
  "repository.change_member_role": { icon: "team", did: "made {member} {role} of the repository" },
  "repository.remove_member": { icon: "team", did: "took {member} from the repository" },
  "repository.change_visibility": { icon: "repository", did: "changed who may see" },
  "robot.create": { icon: "person", did: "made the robot" },
  "robot.change_role": { icon: "person", did: "gave another role to the robot" },
  "robot.delete": { icon: "delete", did: "deleted the robot" },
  "namespace.delete": { icon: "delete", did: "deleted the namespace" },
  "namespace.change_visibility": { icon: "namespace", did: "changed who may see" },
  "namespace.change_team": { icon: "namespace", did: "gave another team" },
  "namespace.change_namespace_description": { icon: "paper", did: "described the namespace" },
  "team.create": { icon: "team", did: "created the team" },
  "team.delete": { icon: "delete", did: "deleted the team" },
  "team.add_member": { icon: "team", did: "added {member} to the team" },
  "team.remove_member": { icon: "team", did: "removed {member} from the team" },
  "team.change_member_role": { icon: "team", did: "made {member} {role} of the team" },
  "team.change_team_name": { icon: "team", did: "renamed the team" },
  "team.change_team_description": { icon: "paper", did: "described the team" },
  "application_token.create": { icon: "key", did: "made the application token" },
  "application_token.rotate": { icon: "key", did: "gave a new secret to the application token" },
  "application_token.destroy": { icon: "key", did: "revoked the application token" },
  "user.create": { icon: "person", did: "signed up" },
  "user.update": { icon: "person", did: "changed the profile of" },
  "user.disable": { icon: "person", did: "disabled the user" },
  "user.enable": { icon: "person", did: "enabled the user" },
  "user.promote": { icon: "admin", did: "made an admin of" },
  "user.demote": { icon: "admin", did: "made an ordinary user of" },
  "user.change_password": { icon: "key", did: "changed the password of" },
  "user.reset_password": { icon: "key", did: "reset the password of" },
  "user.send_password_link": { icon: "key", did: "made a link to set the password of" },
  "user.confirm_address": { icon: "person", did: "confirmed the e-mail address of" },
  "registry.create": { icon: "admin", did: "added the registry" },
  "registry.repair": { icon: "delete", did: "removed here what the registry lacks:" },
  "registry.update": { icon: "admin", did: "changed the registry" },
  "signed_in_client.destroy": { icon: "key", did: "signed out the client" },
  "user.sign_in": { icon: "person", did: "signed in as" },
  "user.failed_sign_in": { icon: "warning", did: "could not sign in as" },
  "comment.create": { icon: "paper", did: "commented on" },
  "comment.delete": { icon: "delete", did: "deleted a comment of {author} on" },
  "user.delete": { icon: "delete", did: "deleted the user" },
};

/** For what has no words of its own yet: "user.sign_in" becomes "user sign in:". */
function plainly(key: string): string {
  return `${key.replace(/[._]/g, " ")}:`;
}

/** Fills in what the details name: {member}, {role}; one deleted tag is named after its repository instead. */
function done(did: string, activity: Told): string {
  const tags = oneTag(activity) ? "" : `${list(activity, "tags").length} tags of`;
  return did
    .replace("{tags}", tags)
    .trim()
    .replace(/\{(\w+)\}/g, (_, name: string) => text(activity, name) || "somebody");
}

/** The tag that a push set, or the only one that a deletion took. */
function oneTag(activity: Told): string | undefined {
  const tags = activity.key === "tag.delete" ? list(activity, "tags") : [];
  return tags.length === 1 ? tags[0] : text(activity, "tag") || undefined;
}

function more(activity: Told): string {
  if (activity.key === "manifest.delete") return text(activity, "digest");
  const address = text(activity, "address");
  if (activity.key.endsWith("sign_in")) return address && `from ${address}`;
  const tags = activity.key === "tag.delete" ? list(activity, "tags") : [];
  return tags.length > 1 ? tags.slice(0, 20).join(", ") : "";
}

function text(activity: Told, name: string): string {
  const value = detail(activity, name);
  return typeof value === "string" ? value : "";
}

function list(activity: Told, name: string): string[] {
  const value = detail(activity, name);
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function detail({ details }: Told, name: string): unknown {
  if (details === null || typeof details !== "object" || Array.isArray(details)) return undefined;
  return details[name];
}
