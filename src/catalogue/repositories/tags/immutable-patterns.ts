import { isReferrerTag } from "../../../registry/client/referrers.ts";

/** The patterns that make tags immutable: those of the namespace, and additional ones of the repository. */
export interface Patterns {
  namespace: readonly string[];
  repository: readonly string[];
}

/** `v*` matches every tag that starts with v; `!latest` is an exception. Only characters of tags are allowed. */
export const pattern = /^!?[\w.*-]{1,128}$/;

/**
 * Whether a tag may not be moved. It is immutable if either list matches: a repository can add to its namespace's
 * patterns but not override them, and its exceptions apply only to its own. Tags of attachments are never immutable,
 * because clients add to them.
 */
export function isImmutable({ namespace, repository }: Patterns, tag: string): boolean {
  if (isReferrerTag(tag)) return false;
  return covers(namespace, tag) || covers(repository, tag);
}

export function patternsOf({ immutableTags, namespace }: WithPatterns): Patterns {
  return { namespace: namespace.immutableTags, repository: immutableTags };
}

interface WithPatterns {
  immutableTags: string[];
  namespace: { immutableTags: string[] };
}

function covers(patterns: readonly string[], tag: string): boolean {
  const [exceptions, rules] = [true, false].map((negative) =>
    patterns.filter((it) => it.startsWith("!") === negative),
  );
  if (exceptions?.some((it) => matches(it.slice(1), tag))) return false;
  return rules?.some((it) => matches(it, tag)) ?? false;
}

/** Matches each part at its leftmost position and never backtracks, so no pattern is slow. */
function matches(glob: string, tag: string): boolean {
  const [head = "", ...rest] = glob.split("*");
  const tail = rest.pop();
  if (tail === undefined) return glob === tag;
  if (!tag.startsWith(head)) return false;

  let at = head.length;
  for (const part of rest) {
    const found = tag.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return tag.length - tail.length >= at && tag.endsWith(tail);
}
