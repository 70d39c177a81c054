import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { bytesIn } from "../../platform/config/kinds.ts";
import { pageStart, rowId, whole } from "../../platform/http/input/values.ts";

/** `from` is the number of larger ones. */
export const SizesQuery = z.object({ from: pageStart });

/** Without a readable namespace: the map of all namespaces. */
export const SizeMapQuery = z.object({ namespace: rowId.optional().catch(undefined) });

const invalidQuota =
  'Enter a size such as "20 GB", or "none" for no limit. Leave it empty for the limit in the settings.';

export const QuotaForm = z.object({
  quota: text(100, { tooLong: invalidQuota }).transform((given, context) => {
    if (given === "") return null;
    const bytes = given === "none" ? 0n : bytesIn(given);
    if (bytes !== null && (bytes > 0n || given === "none")) return bytes;
    context.addIssue({ code: "custom", message: invalidQuota });
    return z.NEVER;
  }),
});

export const QuotaBody = z.object({
  quota: whole(0, Number.MAX_SAFE_INTEGER)
    .nullable()
    .describe("Bytes; 0: no limit; null: the limit in the settings."),
});
