import { type Asker, matchEntry } from "./matching.ts";
import type { Entry } from "./read.ts";

/** What somebody may do in a whole namespace: nothing, or what a viewer, contributor or owner may. */
export const levels = { none: 0, viewer: 1, contributor: 2, owner: 3 } as const;
export type Level = (typeof levels)[keyof typeof levels];

/**
 * What the first entry that matches gives. An entry above it that may match some of the requests lowers the level to its
 * own: nobody gets more than docker_auth gave for every repository from every address.
 */
export function levelOf(acl: readonly Entry[], asker: Asker, namespace: string): Level {
  let most: Level = levels.owner;
  for (const { match, actions } of acl) {
    const matches = matchEntry(match, asker, namespace);
    if (matches === "no") continue;
    most = lower(most, levelOfActions(actions));
    if (matches === "yes") return most;
  }
  return levels.none;
}

const lower = (one: Level, other: Level): Level => (one < other ? one : other);

export function levelOfActions(actions: readonly string[]): Level {
  if (actions.length === 1 && actions[0] === "*") return levels.owner;
  if (!actions.includes("pull")) return levels.none;
  return actions.includes("push") ? levels.contributor : levels.viewer;
}
