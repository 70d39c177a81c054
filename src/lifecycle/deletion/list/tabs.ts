import { type Tabs, tabsOf } from "../../../platform/http/pages/tabs.ts";
import { paths } from "../../../platform/paths/paths.ts";

/** The pages about deletions in all places: what was deleted, and what will be. */
export function deletionTabs(current: "Deleted" | "Next night"): Tabs | undefined {
  return tabsOf("Deletions", current, [
    { label: "Deleted", href: paths.deletions() },
    { label: "Next night", href: paths.nextDeletions() },
  ]);
}
