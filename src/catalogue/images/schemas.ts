import { z } from "zod";
import { hasNul } from "../../platform/db/text.ts";
import { isDigest, maxDigestLength } from "../../registry/names.ts";

const digest = z.string().max(maxDigestLength).refine(isDigest, "Choose a digest.");

/** A tag or a digest. An invalid one counts as empty. */
const reference = z
  .string()
  .trim()
  .max(255)
  .refine((text) => !hasNul(text))
  .catch("")
  .default("");

export const PackagesQuery = z.object({ package: reference });

export const DifferenceQuery = z.object({ from: reference, to: reference });

export const RollbackForm = z.object({
  digest,
  from: z.union([digest, z.literal("")]).default(""),
});
