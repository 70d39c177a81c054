import { tabsOf } from "../../platform/http/pages/tabs.ts";
import { paths } from "../../platform/paths/paths.ts";

/** The pages about an account. */
export const personTabs = ({ username }: { username: string }, current: string) =>
  tabsOf(`Pages of ${username}`, current, [
    { label: "Overview", href: paths.person(username) },
    { label: "Activity", href: paths.personActivity(username) },
  ]);
