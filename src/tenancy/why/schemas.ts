import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { LongPageQuery } from "../../platform/db/keyset.ts";
import { filterText } from "../../platform/http/input/values.ts";

const words = filterText(300)
  .transform((given) => given || undefined)
  .optional()
  .catch(undefined);

export const outcomeChoices = [
  { value: "", label: "All refusals" },
  { value: "refused", label: "Refused" },
  { value: "partial", label: "Partly granted" },
  { value: "failed", label: "Failed" },
  { value: "granted", label: "Granted" },
] as const;

/** The filters of the list. Without an outcome: everything but what was granted. */
export const WhyQuery = LongPageQuery.extend({
  outcome: z.enum(["refused", "partial", "failed", "granted"]).optional().catch(undefined),
  repository: words,
  user: words,
});

export type WhyQuery = z.infer<typeof WhyQuery>;

/** What somebody pastes: an id, a header, an error message or an address. */
export const PasteQuery = z.object({ q: filterText(2_000).catch("").default("") });

export const IdParam = text(100, { kind: "raw" });
