import type { Actor } from "../../identity/actor/actor.ts";
import { paths } from "../../platform/paths/paths.ts";
import { namespaceReference } from "../../platform/reference.ts";
import { visibilityOf } from "../../tenancy/policy/policy.ts";
import { type FoundRepository, guardedBy } from "./find.ts";
import { canManageRepository } from "./policy.ts";

interface Tab {
  label: string;
  href: (repository: FoundRepository) => string;
  canOpen: (actor: Actor | null, repository: FoundRepository) => boolean;
  count?: (repository: FoundRepository) => number;
}

const anyone = () => true;

const tabs = [
  {
    label: "Tags",
    href: (repository) => paths.repository(repository),
    canOpen: anyone,
    count: ({ tagsCount }) => tagsCount,
  },
  { label: "Usage", href: (repository) => paths.repositoryUsage(repository), canOpen: anyone },
  { label: "Sizes", href: (repository) => paths.repositorySizes(repository), canOpen: anyone },
  {
    label: "Access",
    href: paths.repositoryAccess,
    canOpen: (actor, repository) => canManageRepository(actor, guardedBy(repository)),
  },
  {
    label: "Activity",
    href: (repository) => paths.repositoryActivity(repository),
    canOpen: (actor) => actor !== null,
  },
] satisfies Tab[];

export type RepositoryTab =
  | "Tags"
  | "README"
  | "Usage"
  | "Sizes"
  | "Access"
  | "Activity"
  | "Settings";

/** The pages of a repository that the actor may open, for `tabs` of the layout. A visitor's actor is null. */
export function repositoryTabs(
  repository: FoundRepository,
  actor: Actor | null,
  current: RepositoryTab,
) {
  const all: Tab[] = tabs;
  const items = all
    .filter(({ canOpen }) => canOpen(actor, repository))
    .map(({ label, href, count }) => ({
      label,
      href: href(repository),
      count: count?.(repository),
      current: label === current,
    }));
  return { label: "This repository", items };
}

/** What `top` shows on every tab of a repository: its name, the namespace above it, its visibility and the tabs. */
export function repositoryHead(
  repository: FoundRepository,
  actor: Actor | null,
  current: RepositoryTab,
) {
  const { namespace, name } = repository;
  const inNamespace = {
    label: namespaceReference(namespace),
    href: paths.repositoriesOf(namespace, actor),
  };
  return {
    title: name,
    documentTitle: current === "Tags" ? name : `${current} · ${name}`,
    crumbs: namespace.name ? [inNamespace] : [],
    visibility: visibilityOf(guardedBy(repository)),
    tabs: repositoryTabs(repository, actor, current),
  };
}
