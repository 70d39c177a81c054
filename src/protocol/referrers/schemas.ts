import { z } from "zod";
import { isDigest } from "../../registry/names.ts";

const text = z
  .string()
  .max(255)
  .refine((it) => !it.includes("\0")) // the database stores none
  .transform((it) => it || undefined)
  .optional()
  .catch(undefined);

/** The one filter that the specification knows, and the digest that a page begins after. */
export const ReferrersQuery = z.object({
  artifactType: text,
  last: z.string().refine(isDigest).optional().catch(undefined),
});
