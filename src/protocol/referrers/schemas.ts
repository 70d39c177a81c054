import { z } from "zod";
import { isDigest, maxDigestLength } from "../../registry/names.ts";

const text = z
  .string()
  .max(255)
  .refine((it) => !it.includes("\0")) // Postgres stores no NUL
  .transform((it) => it || undefined)
  .optional()
  .catch(undefined);

/** The only filter of the specification, and the digest after which the page starts. */
export const ReferrersQuery = z.object({
  artifactType: text,
  last: z.string().max(maxDigestLength).refine(isDigest).optional().catch(undefined),
});
