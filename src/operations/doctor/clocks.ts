import { plural } from "../../platform/plural.ts";

/** How far clocks may differ, in ms. Registries tolerate a minute: half of it is a warning in time. */
export const maxOffsetMs = 30_000;

/** "10 minutes ahead of", from an offset in ms. */
export function differenceOf(offset: number): string {
  const seconds = Math.round(Math.abs(offset) / 1000);
  const size =
    seconds < 120 ? plural(seconds, "second") : plural(Math.round(seconds / 60), "minute");
  return `${size} ${offset > 0 ? "ahead of" : "behind"}`;
}
