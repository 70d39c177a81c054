import type { DeletionPlan } from "../../../platform/db/client.ts";
import { isReferrerTag } from "../../../registry/client/referrers.ts";
import { type Contents, tagsIn } from "./closure.ts";
import type { NamespaceContents } from "./target-contents.ts";

/** How much a plan deletes. Lists of deletions show it, because the contents may be long. */
export interface Summary {
  tags?: number;
  names?: string[]; // of the first tags
  untagged?: number; // chosen manifests without a tag
  repositories?: number;
  namespaces?: number;
}

const namedTags = 3;

/** Of what is deleted from one repository, without the tags by which attachments are found. */
export function summaryOfImages(contents: Contents): Summary {
  const tags = tagsIn(contents).filter((tag) => !isReferrerTag(tag));
  const untagged = contents.deleted.filter(
    ({ reason, tags }) => reason === "chosen" && tags.length === 0,
  );
  return { tags: tags.length, names: tags.slice(0, namedTags), untagged: untagged.length };
}

export function summaryOfTarget(namespaces: readonly NamespaceContents[]): Summary {
  const summary = { namespaces: namespaces.length, repositories: 0, tags: 0 };
  for (const { repositories, tags } of namespaces) {
    summary.repositories += repositories;
    summary.tags += tags;
  }
  return summary;
}

export function summaryIn({ summary }: Pick<DeletionPlan, "summary">): Summary {
  return summary as Summary; // only storePlan() writes it
}
