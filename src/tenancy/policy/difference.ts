import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import { type Action, allowedActions, type Guarded } from "./policy.ts";

export interface Affected {
  who: string;
  actor: Actor | null;
}

export interface Alternative {
  name: string;
  before: Guarded;
  after: Guarded;
}

export interface Change {
  who: string;
  gains: Action[];
  loses: Action[];
  /** The namespaces in which these actions are gained and lost. */
  where: string[];
}

/** Compares what each person may do before and after a change. People whose rights stay the same are left out. */
export function difference(
  people: readonly Affected[],
  alternatives: readonly Alternative[],
  rules: Rules,
): Change[] {
  const changes = new Map<string, Change>();
  for (const { who, actor } of people)
    for (const { name, before, after } of alternatives) {
      const had = allowedActions(actor, before, rules);
      const has = allowedActions(actor, after, rules);
      const gains = has.filter((action) => !had.includes(action));
      const loses = had.filter((action) => !has.includes(action));
      if (gains.length + loses.length > 0) add(changes, { who, gains, loses, where: [name] });
    }
  return [...changes.values()];
}

/** Merges the same change of a person in several namespaces. */
function add(changes: Map<string, Change>, change: Change): void {
  const key = JSON.stringify([change.who, change.gains, change.loses]);
  const known = changes.get(key);
  if (known) known.where.push(...change.where);
  else changes.set(key, change);
}
