import {
  isImmutable,
  patternsOf,
} from "../../../catalogue/repositories/tags/immutable-patterns.ts";
import type { Actor } from "../../../identity/actor/actor.ts";
import { immutableTagsIn } from "../../immutable/guard.ts";
import { canDeleteImmutableTags } from "../../immutable/policy.ts";
import { tagsIn } from "./closure.ts";
import type { FoundPlan } from "./find.ts";
import { isTarget } from "./selection.ts";

/** The immutable tags that a plan deletes, by the patterns of now: of a namespace or a team only some. */
export async function immutableTagsOf({
  selection,
  contents,
  repository,
}: FoundPlan): Promise<string[]> {
  if (isTarget(selection))
    return contents.receivingTeam ? [] : immutableTagsIn(selection.namespaces);
  if (!repository) return [];
  const patterns = patternsOf(repository);
  return tagsIn(contents).filter((tag) => isImmutable(patterns, tag));
}

/** What it means for a deletion that tags are immutable. */
export function immutableSentence(actor: Actor): string {
  return canDeleteImmutableTags(actor)
    ? "Only admins may delete immutable tags, and you are one."
    : "Only admins may delete immutable tags. Ask an admin, or change the immutable tags first.";
}
