import { z } from "zod";
import { PageQuery } from "../../platform/db/keyset.ts";
import { flag } from "../../platform/http/input/values.ts";

/** What no name can hold, the database can't even be asked for. */
const words = z
  .string()
  .max(255)
  .transform((text) => text.replaceAll("\0", "").trim());

/** How a list of repositories may be narrowed; what makes no sense is left out rather than refused. */
export const RepositoriesQuery = PageQuery.extend({
  q: words.catch("").default(""),
  namespace: words
    .transform((text) => text || undefined)
    .optional()
    .catch(undefined),
  visibility: z.enum(["private", "protected", "public"]).optional().catch(undefined),
  mine: z.literal("1").optional().catch(undefined),
  starred: z.literal("1").optional().catch(undefined),
});

export type RepositoriesQuery = z.infer<typeof RepositoriesQuery>;

/** Which client the pull commands are written for is the page's business; the server only turns pages. */
export const RepositoryQuery = PageQuery;

/** Empty: as its namespace is. */
export const VisibilityForm = z.object({
  visibility: z
    .enum(["", "private", "protected", "public"], {
      error: "Choose private, protected or public; or null, for as its namespace is.",
    })
    .nullable()
    .transform((visibility) => visibility || null),
});

const Description = z
  .string()
  .trim()
  .max(20_000, "Keep it under 20,000 characters.")
  .refine((text) => !text.includes("\0"), "It holds a character (NUL) that can't be kept.");

export const DescriptionForm = z.object({ description: Description.default("") });

/** The same by the API, where leaving it out must not delete what was written. */
export const DescriptionBody = z.object({ description: Description });

export const StarForm = z.object({
  starred: flag,
});

export const CommentForm = z.object({
  body: z
    .string({ error: "Write something first." })
    .trim()
    .min(1, "Write something first.")
    .max(10_000, "Keep it under 10,000 characters.")
    .refine((text) => !text.includes("\0"), "It holds a character (NUL) that can't be kept."),
});
