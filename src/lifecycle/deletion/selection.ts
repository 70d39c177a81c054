import type { DeletionPlan } from "../../platform/db/client.ts";

/** What is chosen in a repository: tags and untagged manifests, a manifest with all its tags, or the whole of it. */
export type Selection =
  | { tags: string[]; untagged?: string[] }
  | { digest: string }
  | { whole: true };

/** Whole namespaces; all of a team's with the team itself, unless another team gets them. */
export interface Realm {
  namespaces: number[];
  team?: number;
  heir?: number;
}

export type Choice = Selection | Realm;

export function choiceOf({ selection }: Pick<DeletionPlan, "selection">): Choice {
  return selection as unknown as Choice; // as it was written with the plan
}

export function isRealm(choice: Choice): choice is Realm {
  return "namespaces" in choice;
}
