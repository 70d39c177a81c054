import { z } from "zod";
import type { Weight } from "./blob-sizes.ts";

export const WeightEntity = z.object({
  at_least: z.int().describe("Bytes of those whose size is known"),
  unknown: z.int().describe("How many sizes the registry has not told yet"),
  missing: z.int().describe("How many blobs the registry does not have"),
  untrue: z.int().describe("How many are declared with another size than is stored"),
});

/** What is known of the sizes of a manifest's own blobs, as the API says it. */
export function presentWeight({ known, unknown, missing, untrue }: Weight) {
  return { at_least: Number(known), unknown, missing, untrue };
}
