import { paths } from "../../paths/paths.ts";
import { tabsOf } from "./tabs.ts";

/** The pages for admins. Each is refused to everyone else, so all are offered. */
export const adminTabs = (current: string) =>
  tabsOf("Admin pages", current, [
    { label: "Overview", href: paths.admin() },
    { label: "Users", href: paths.users() },
    { label: "Sign-in", href: paths.signInProviders() },
    { label: "Registries", href: paths.registries() },
    { label: "Sync", href: paths.sync() },
    { label: "Events", href: paths.failedEvents() },
    { label: "E-mails", href: paths.emails() },
    { label: "Usage", href: paths.usage(null) },
    { label: "Doctor", href: paths.doctor() },
    { label: "Settings", href: paths.settings() },
    { label: "Configure", href: paths.configurations() },
  ]);

/** What `top` shows on every tab of the admin pages. */
export const adminHead = (current: string) => ({
  title: "Admin",
  documentTitle: current === "Overview" ? "Admin" : `${current} · Admin`,
  tabs: adminTabs(current),
});
