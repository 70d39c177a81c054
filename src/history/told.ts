import { config } from "../platform/config/config.ts";
import type { Activity } from "../platform/db/client.ts";
import { paths } from "../platform/paths/paths.ts";
import { type Located, referenceOf } from "../platform/reference.ts";

/** A line of history without what proves it. */
export type Told = Omit<Activity, "nonce" | "mac" | "position" | "link"> & Partial<Standing>;

/** What still is of the places that a line names, so that it can lead there. */
export interface Standing {
  hostname: string | null; // of its registry
  namespaceNow: number | null;
  teamNow: number | null; // unless it is hidden
}

/** A repository is named with its registry, as everywhere; anything else has one name. */
export function thingOf(activity: Told): string {
  return activity.repositoryId ? referenceOf(repositoryOf(activity)) : activity.subject;
}

/** Where a line leads: to what it is about, as long as that is there. */
export function hrefOf(activity: Told): string | undefined {
  const { key, repositoryId, namespaceNow, teamNow } = activity;
  if (repositoryId) return paths.repository(repositoryOf(activity));
  if (key.startsWith("namespace.") && namespaceNow) return paths.namespace({ id: namespaceNow });
  if (key.startsWith("team.") && teamNow) return paths.team({ id: teamNow });
  return undefined;
}

/** What the details say under a name; nothing if it is no text. */
export function text(activity: Told, name: string): string {
  const value = detail(activity, name);
  return typeof value === "string" ? value : "";
}

export function list(activity: Told, name: string): string[] {
  const value = detail(activity, name);
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function repositoryOf({ subject, hostname }: Told): Located {
  return {
    fullName: subject,
    namespace: { registry: { hostname: hostname ?? config.registry.host } },
  };
}

function detail({ details }: Told, name: string): unknown {
  if (details === null || typeof details !== "object" || Array.isArray(details)) return undefined;
  return details[name];
}
