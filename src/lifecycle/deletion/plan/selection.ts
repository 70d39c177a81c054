import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import type { DeletionPlan } from "../../../platform/db/client.ts";
import { isDigest, isTag, maxDigestLength } from "../../../registry/names.ts";
import type { Matching } from "./matching.ts";

/** Chosen in a repository: tags and untagged manifests, a manifest with all its tags, or the whole repository. */
export type Selection =
  | { tags: string[]; untagged?: string[] }
  | { digest: string }
  | { whole: true };

/** Whole namespaces, or a team with all its namespaces. If another team receives them, they are not deleted. */
export interface Target {
  namespaces: number[];
  team?: number;
  receivingTeam?: number;
}

export type PlanSelection = Selection | Target;

export function selectionOf({ selection }: Pick<DeletionPlan, "selection">): PlanSelection {
  return selection as unknown as PlanSelection; // only storePlan() writes it
}

export function isTarget(selection: PlanSelection): selection is Target {
  return "namespaces" in selection;
}

const noTag = "This is not a valid tag.";
const noDigest = "This is not a valid digest.";
const tag = text(128, { kind: "raw", tooLong: noTag }).refine(isTag, noTag);
const digest = text(maxDigestLength, { kind: "raw", tooLong: noDigest }).refine(isDigest, noDigest);

/** What was chosen on a page: tags with a tick or all that match its filters, the image of the page, or the repository. */
export const SelectionForm = z
  .object({
    tags: z.union([tag.transform((one) => [one]), z.array(tag).max(1000)]).optional(),
    untagged: z.union([digest.transform((one) => [one]), z.array(digest).max(1000)]).optional(),
    digest: digest.optional(),
    matching: text(2000, { kind: "raw" }).optional(),
    whole: z.literal("1").optional(),
  })
  .transform(({ tags, untagged, digest, matching, whole }): Selection | Matching => {
    if (whole) return { whole: true };
    if (matching !== undefined) return { matching };
    return digest ? { digest } : { tags: tags ?? [], ...(untagged && { untagged }) };
  });
