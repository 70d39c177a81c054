import { z } from "zod";
import type { DeletionPlan } from "../../../platform/db/client.ts";
import { isDigest, isTag } from "../../../registry/names.ts";

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

const tag = z.string().refine(isTag, "This is not a valid tag.");
const digest = z.string().refine(isDigest, "This is not a valid digest.");

/** What was chosen on a page: ticked tags, the image of a page, or the repository. */
export const SelectionForm = z
  .object({
    tags: z.union([tag.transform((one) => [one]), z.array(tag).max(1000)]).optional(),
    untagged: z.union([digest.transform((one) => [one]), z.array(digest).max(1000)]).optional(),
    digest: digest.optional(),
    whole: z.literal("1").optional(),
  })
  .transform(({ tags, untagged, digest, whole }): Selection => {
    if (whole) return { whole: true };
    return digest ? { digest } : { tags: tags ?? [], ...(untagged && { untagged }) };
  });
