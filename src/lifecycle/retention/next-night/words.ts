import { plural } from "../../../platform/plural.ts";

/** "12 tags and 1 untagged manifest"; empty if there are none. */
export function deletedWords(tags: number, untagged: number): string {
  const words = [
    tags > 0 ? plural(tags, "tag") : "",
    untagged > 0 ? plural(untagged, "untagged manifest") : "",
  ];
  return words.filter(Boolean).join(" and ");
}
