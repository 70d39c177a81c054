import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { type Tabs, tabsOf } from "../../platform/http/pages/tabs.ts";
import { paths } from "../../platform/paths/paths.ts";
import { namespaceReference } from "../../platform/reference.ts";
import { visibilityOf } from "../../tenancy/policy/policy.ts";
import { type FoundRepository, guardedBy } from "./find.ts";
import { canChangeRepository, canSeeAccess } from "./policy.ts";

export type RepositoryTab =
  | "Tags"
  | "README"
  | "Usage"
  | "Sizes"
  | "Access"
  | "Activity"
  | "Settings";

/** What `top` shows on every tab of a repository: its name, the way up, its visibility and the tabs. */
export function repositoryHead(
  repository: FoundRepository,
  actor: Actor | null,
  current: RepositoryTab,
) {
  const { namespace, name } = repository;
  const visibility = visibilityOf(guardedBy(repository));
  const above = {
    label: namespaceReference(namespace),
    href: paths.repositoriesOf(namespace, actor),
  };
  return {
    title: name,
    documentTitle: current === "Tags" ? name : `${current} · ${name}`,
    crumbs: namespace.name ? [above] : [],
    visibility,
    picture:
      visibility === "public" && config.anonymousBrowsing ? paths.card(repository) : undefined,
    tabs: repositoryTabs(repository, actor, current),
  };
}

/** The pages of a repository that the actor may open; the actor of a visitor is null. */
export function repositoryTabs(
  repository: FoundRepository,
  actor: Actor | null,
  current: RepositoryTab,
): Tabs | undefined {
  const guarded = guardedBy(repository);
  return tabsOf("Pages of this repository", current, [
    { label: "Tags", href: paths.repository(repository), count: repository.tagsCount },
    { label: "README", href: paths.repositoryReadme(repository) },
    { label: "Usage", href: paths.repositoryUsage(repository) },
    { label: "Sizes", href: paths.repositorySizes(repository) },
    {
      label: "Access",
      href: paths.repositoryAccess(repository),
      offered: canSeeAccess(actor, guarded),
    },
    {
      label: "Activity",
      href: paths.repositoryActivity(repository),
      offered: actor !== null,
    },
    {
      label: "Settings",
      href: paths.repositorySettings(repository),
      offered: canChangeRepository(actor, guarded, config.rules),
    },
  ]);
}
