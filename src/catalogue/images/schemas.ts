import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { LongPageQuery } from "../../platform/db/keyset.ts";
import { digits } from "../../platform/http/input/values.ts";
import { isDigest, maxDigestLength } from "../../registry/names.ts";

const digest = text(maxDigestLength, { kind: "raw" }).refine(isDigest, "Choose a digest.");

/** What a page can do without: an invalid one counts as empty. */
const choice = text(255).catch("").default("");

export const PackagesQuery = z.object({ package: choice });

const tag = text(255);

/** Two images of a repository: `from` and `to`, each a tag or a digest, or two of its `tags` that were ticked. */
export const DifferenceQuery = z.object({
  from: text(maxDigestLength).default(""),
  to: text(maxDigestLength).default(""),
  tags: z
    .union([tag.transform((one) => [one]), z.array(tag).max(200)])
    .transform((tags) => [...new Set(tags)])
    .default([]),
});

const reference = text(900).default(""); // a pasted line with host, name, tag and digest

export const CompareQuery = z.object({ from: reference, to: reference });

/** The platform whose configuration a comparison shows. */
export const PlatformQuery = z.object({ platform: choice });

export const laneDays = [7, 30, 90, 365] as const;

export const LanesQuery = LongPageQuery.extend({
  q: text(128).catch("").default(""),
  days: digits(z.literal(laneDays)).nullable().catch(null).default(null),
});

export const RollbackForm = z.object({
  digest,
  from: z.union([digest, z.literal("")]).default(""),
});
