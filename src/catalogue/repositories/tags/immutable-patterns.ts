import { covers } from "../../../platform/patterns.ts";
import { isReferrerTag } from "../../../registry/client/referrers.ts";

/** The patterns that make tags immutable: those of the namespace, and additional ones of the repository. */
export interface Patterns {
  namespace: readonly string[];
  repository: readonly string[];
}

/**
 * Whether a tag may not be moved. It is immutable if either list matches: a repository can add to its namespace's
 * patterns but not override them, and its exceptions apply only to its own. Tags of attachments are never immutable,
 * because clients add to them.
 */
export function isImmutable({ namespace, repository }: Patterns, tag: string): boolean {
  return (covers(namespace, tag) || covers(repository, tag)) && !isReferrerTag(tag);
}

export function patternsOf({ immutableTags, namespace }: WithPatterns): Patterns {
  return { namespace: namespace.immutableTags, repository: immutableTags };
}

interface WithPatterns {
  immutableTags: string[];
  namespace: { immutableTags: string[] };
}
