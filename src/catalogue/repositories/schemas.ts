import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { filterText, flag } from "../../platform/http/input/values.ts";
import { strictestFirst } from "../../tenancy/policy/policy.ts";
import { Description } from "../../tenancy/teams/schemas.ts";

/** Filters of a list of repositories. Invalid ones are ignored, not refused. */
export const RepositoriesQuery = z.object({
  q: filterText().catch("").default(""),
  namespace: filterText()
    .transform((text) => text || undefined)
    .optional()
    .catch(undefined),
  visibility: z.enum(strictestFirst).optional().catch(undefined),
  mine: z.literal("1").optional().catch(undefined),
  starred: z.literal("1").optional().catch(undefined),
});

export const ExploreQuery = RepositoriesQuery.pick({ q: true });

export type RepositoriesQuery = z.infer<typeof RepositoriesQuery>;

/** The tag whose pull commands a page shows. */
export const PullQuery = z.object({
  tag: filterText(128)
    .transform((tag) => tag || undefined)
    .optional()
    .catch(undefined),
});

/** Empty: that of the namespace. */
export const VisibilityForm = z.object({
  visibility: z
    .enum(["", ...strictestFirst], {
      error: "Choose private, protected or public; or null for the namespace's visibility.",
    })
    .nullable()
    .transform((visibility) => visibility || null),
});

export const DescriptionForm = z.object({ description: Description.default("") });

/** For the API, where a missing description must not delete the present one. */
export const DescriptionBody = z.object({ description: Description });

export const StarForm = z.object({
  starred: flag,
});

export const CommentForm = z.object({
  body: text(10_000, {
    kind: "prose",
    missing: "Write a comment first.",
    tooLong: "Keep it under 10,000 characters.",
  }).min(1, "Write a comment first."),
});
