import { z } from "zod";
import { bytesIn } from "../../platform/config/kinds.ts";
import { whole } from "../../platform/http/input/values.ts";

const unusable =
  'Write a size such as "20 GB", or none; or leave it empty for what the settings say.';

/** How much may lie in a namespace: bytes; 0 for as much as one likes, null for what the settings say. */
export const QuotaForm = z.object({
  quota: z
    .string()
    .trim()
    .max(100, unusable)
    .transform((text, context) => {
      if (text === "") return null;
      const bytes = text === "none" ? 0n : bytesIn(text);
      if (bytes !== null && (bytes > 0n || text === "none")) return bytes;
      context.addIssue({ code: "custom", message: unusable });
      return z.NEVER;
    }),
});

export const QuotaBody = z.object({
  quota: whole(0, Number.MAX_SAFE_INTEGER)
    .nullable()
    .describe("Bytes; 0: as many as one likes; null: as the settings say."),
});
