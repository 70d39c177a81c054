import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { type Tabs, tabsOf } from "../../platform/http/pages/tabs.ts";
import { paths } from "../../platform/paths/paths.ts";
import { namespaceReference } from "../../platform/reference.ts";
import { canDeleteImages } from "../policy/deletion.ts";
import { canSeeMembers, type Guarded } from "../policy/policy.ts";
import type { FoundNamespace } from "./find.ts";
import { offeredChanges } from "./offered-changes.ts";

/** What `top` shows on every tab of a namespace: its name, the way up, its visibility and the tabs. */
export function namespaceHead(namespace: FoundNamespace, actor: Actor | null, current: string) {
  const title = namespaceReference(namespace);
  return {
    title,
    documentTitle: current === "Repositories" ? title : `${current} · ${title}`,
    crumbs: actor ? [{ label: "Namespaces", href: paths.namespaces() }] : [],
    visibility: namespace.visibility,
    tabs: namespaceTabs(namespace, actor, current),
  };
}

/** The pages of a namespace that the actor may open. Visitors who are not signed in have only the first. */
export function namespaceTabs(
  namespace: Guarded & { id: number },
  actor: Actor | null,
  current: string,
): Tabs | undefined {
  const signedIn = actor !== null;
  const seesMembers = canSeeMembers(actor, namespace);
  const can = offeredChanges(actor, namespace);
  return tabsOf("Pages of this namespace", current, [
    { label: "Repositories", href: paths.namespace(namespace) },
    {
      label: "Members",
      href: paths.namespaceMembers(namespace),
      offered: signedIn,
      ...(seesMembers && { count: namespace.members.length }),
    },
    {
      label: "Webhooks",
      href: paths.webhooks(namespace),
      offered: seesMembers,
    },
    {
      label: "Retention",
      href: paths.namespaceRetention(namespace),
      offered: canDeleteImages(actor, namespace, config.rules),
    },
    {
      label: "Immutable tags",
      href: paths.namespaceImmutableTags(namespace),
      offered: signedIn,
    },
    { label: "Sizes and quota", href: paths.namespaceSizes(namespace), offered: signedIn },
    { label: "Usage", href: paths.usage(namespace), offered: signedIn },
    { label: "Activity", href: paths.namespaceActivity(namespace), offered: signedIn },
    { label: "Settings", href: paths.editNamespace(namespace), offered: can.any },
  ]);
}
