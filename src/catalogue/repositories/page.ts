import type { Entry } from "../../history/sentences.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { feedOf } from "../../identity/actor/feed.ts";
import { existingAccounts } from "../../identity/people/existing.ts";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { referenceOf } from "../../platform/reference.ts";
import { allowedActions } from "../../tenancy/policy/policy.ts";
import { accessChanges } from "../../tenancy/policy/visible-entries.ts";
import { totalPullsByDay } from "../pulls/by-day.ts";
import { accessSentence } from "./access/sentences.ts";
import { bannersOf } from "./banners.ts";
import { starsOf } from "./discussion/stars.ts";
import { type FoundRepository, guardedBy } from "./find.ts";
import { canDescribe, canManageRepository, canSeeAccess } from "./policy.ts";
import { pullPanel } from "./pull-panel.ts";
import { summaryOf } from "./summary.ts";
import type { TagsQuery } from "./tags/list-query.ts";
import { tagsTab } from "./tags/tags-tab.ts";

const maxActivities = 5; // the rest is on a page of its own

export async function repositoryPage(
  viewer: Actor | null,
  repository: FoundRepository,
  { tag, tags }: { tag?: string | undefined; tags: TagsQuery },
) {
  const guarded = guardedBy(repository);
  const seesAccess = canSeeAccess(viewer, guarded);
  const [page, pull, stars, pulls, activities, banners] = await Promise.all([
    tagsTab(repository, tags),
    pullPanel(repository.id, tag),
    starsOf(viewer, repository),
    totalPullsByDay({ id: repository.id }, 30),
    latestActivities(repository, seesAccess),
    bannersOf(viewer, repository),
  ]);
  const pushers = [repository.pushedBy, ...page.rows.map(({ pushedBy }) => pushedBy)];
  return {
    repository,
    page,
    accounts: await existingAccounts(viewer, pushers),
    pull,
    summary: summaryOf(repository.description),
    access: accessSentence(repository, config.rules),
    actions: allowedActions(viewer, guarded, config.rules),
    canDescribe: canDescribe(viewer, guarded),
    canManage: canManageRepository(viewer, guarded),
    canSeeAccess: seesAccess,
    stars,
    pulls,
    banners,
    days: await feedOf(viewer, activities, { here: referenceOf(repository) }),
  };
}

async function latestActivities(
  { id, namespace }: FoundRepository,
  seesAccess: boolean,
): Promise<Entry[]> {
  const activities = await db.activity.findMany({
    where: { repositoryId: id, ...(seesAccess ? {} : { key: { notIn: accessChanges } }) },
    orderBy: { id: "desc" },
    take: maxActivities,
    omit: { address: true },
  });
  return activities.map(({ credential, ...entry }) => ({
    ...entry,
    reported: credential === "registry",
    hostname: namespace.registry.hostname,
  }));
}
