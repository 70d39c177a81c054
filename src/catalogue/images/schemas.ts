import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { LongPageQuery } from "../../platform/db/keyset.ts";
import { isDigest, maxDigestLength } from "../../registry/names.ts";

const digest = text(maxDigestLength, { kind: "raw" }).refine(isDigest, "Choose a digest.");

/** A tag or a digest. An invalid one counts as empty. */
const reference = text(255).catch("").default("");

export const PackagesQuery = z.object({ package: reference });

/** Two images of a repository: `from` and `to`, or two ticked `tags` of which the older one is `from`. */
export const DifferenceQuery = z.object({
  from: reference,
  to: reference,
  tags: z.array(reference).max(2).catch([]).default([]),
  platform: reference,
});

const maxReferenceLength = 900; // host, name, tag and digest
const imageReference = text(maxReferenceLength).catch("").default("");

export const CompareQuery = z.object({
  from: imageReference,
  to: imageReference,
  platform: reference,
});

export const laneDays = [7, 30, 90, 365];

export const LanesQuery = LongPageQuery.extend({
  q: text(128).catch("").default(""),
  days: z.coerce
    .number()
    .refine((days) => laneDays.includes(days))
    .nullable()
    .catch(null)
    .default(null),
});

export const RollbackForm = z.object({
  digest,
  from: z.union([digest, z.literal("")]).default(""),
});
