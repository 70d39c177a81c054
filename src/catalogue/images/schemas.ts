import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { isDigest, maxDigestLength } from "../../registry/names.ts";

const digest = text(maxDigestLength, { kind: "raw" }).refine(isDigest, "Choose a digest.");

/** A tag or a digest. An invalid one counts as empty. */
const reference = text(255).catch("").default("");

export const PackagesQuery = z.object({ package: reference });

export const DifferenceQuery = z.object({ from: reference, to: reference });

export const RollbackForm = z.object({
  digest,
  from: z.union([digest, z.literal("")]).default(""),
});
