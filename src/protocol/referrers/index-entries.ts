import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { parseJson } from "../../platform/json.ts";
import { offLoop } from "../../platform/thread-pool.ts";
import { maxDigestLength } from "../../registry/names.ts";

const Entry = z.looseObject({
  digest: text(maxDigestLength, { kind: "raw" }),
  platform: z.unknown().optional(),
});
const Index = z.looseObject({ manifests: z.array(Entry) });

/** Those of the digests that an index of referrers lists; none if it is an image that has such a tag. */
export function listedAmong(bytes: Uint8Array, digests: readonly string[]): string[] {
  const index = Index.safeParse(parseJson(bytes)).data;
  if (!index || index.manifests.some(({ platform }) => platform)) return [];
  const listed = new Set(index.manifests.map(({ digest }) => digest));
  return digests.filter((digest) => listed.has(digest));
}

/** The index without some of its entries, as JSON. */
export function withoutEntries(bytes: Uint8Array, digests: readonly string[]): string {
  const index = Index.parse(parseJson(bytes));
  const manifests = index.manifests.filter(({ digest }) => !digests.includes(digest));
  return JSON.stringify({ ...index, manifests });
}

export const listedOffLoop = offLoop(import.meta.url, "listedAmong", listedAmong);
export const withoutOffLoop = offLoop(import.meta.url, "withoutEntries", withoutEntries);
