import type { FoundPlan } from "../plan/find.ts";

type Contents = FoundPlan["contents"];

/** What a plan deletes from one repository, for its page. */
export function imagesSummary({ deleted = [], untagged = [] }: Contents) {
  return {
    images: deleted.filter(({ reason }) => reason === "chosen"),
    parts: deleted.filter(({ reason }) => reason === "part").length,
    attachments: deleted.filter(({ reason }) => reason === "attachment").length,
    untagged,
  };
}

/** The namespaces that a plan deletes, with sums. Transferred ones are not deleted. */
export function targetSummary({ namespaces = [], receivingTeam }: Contents) {
  const deleted = receivingTeam ? [] : namespaces;
  const summary = { namespaces: deleted, repositories: 0, tags: 0, manifests: 0 };
  for (const { repositories, tags, manifests } of deleted) {
    summary.repositories += repositories;
    summary.tags += tags;
    summary.manifests += manifests;
  }
  return summary;
}
