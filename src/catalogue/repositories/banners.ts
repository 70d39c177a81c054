import type { Actor } from "../../identity/actor/actor.ts";
import type { FoundRepository } from "./find.ts";

/** What visitors of a page need to know at once. Only those who can do something about it get a link. */
export interface Banner {
  severity: "bad" | "warn";
  text: string;
  link: { text: string; href: string } | null;
}

type Lookup = (viewer: Actor | null, repository: FoundRepository) => Promise<Banner[]>;

let lookup: Lookup = async () => [];

/** Connects what finds the problems of a repository: it asks domains above this one. */
export function setBannerLookup(found: Lookup): void {
  lookup = found;
}

export const bannersOf: Lookup = (viewer, repository) => lookup(viewer, repository);
