import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { type Tabs, tabsOf } from "../../platform/http/pages/tabs.ts";
import { paths } from "../../platform/paths/paths.ts";
import type { FoundTeam } from "./find.ts";
import { canDeleteTeam, canEditTeam, canManageMembers } from "./policy.ts";

/** What `top` shows on every tab of a team: its name, the way up and the tabs. */
export function teamHead(team: FoundTeam, actor: Actor, current: string) {
  return {
    title: team.name,
    documentTitle: current === "Members" ? team.name : `${current} · ${team.name}`,
    crumbs: [{ label: "Teams", href: paths.teams() }],
    tabs: teamTabs(team, actor, current),
  };
}

/** The pages of a team that the actor may open. */
function teamTabs(team: FoundTeam, actor: Actor, current: string): Tabs | undefined {
  const { rules } = config;
  return tabsOf("Pages of this team", current, [
    { label: "Members", href: paths.team(team), count: team.members.length },
    { label: "Namespaces", href: paths.teamNamespaces(team) },
    { label: "Activity", href: paths.teamActivity(team) },
    {
      label: "Permissions",
      href: paths.permissionMatrix({ team: team.id }),
      offered: canManageMembers(actor, team),
    },
    {
      label: "Settings",
      href: paths.editTeam(team),
      offered: canEditTeam(actor, team, rules) || canDeleteTeam(actor, team, rules),
    },
  ]);
}
