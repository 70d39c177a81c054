import { isReferrerTag } from "../../../registry/client/referrers.ts";

/** What makes tags immutable: the patterns of the namespace, and those that the repository has beside them. */
export interface Patterns {
  namespace: readonly string[];
  repository: readonly string[];
}

/** `v*` are all that begin so, `!latest` is an exception. At most so long, and of nothing that no tag could have. */
export const pattern = /^!?[\w.*-]{1,128}$/;

/**
 * Whether a tag stays where it was pushed first. Either list suffices: a repository adds to what its namespace says and
 * takes nothing from it, its exceptions included. Signatures and their like are added to, and are never immutable.
 */
export function isImmutable({ namespace, repository }: Patterns, tag: string): boolean {
  if (isReferrerTag(tag)) return false;
  return covers(namespace, tag) || covers(repository, tag);
}

/** The patterns that hold in a repository. */
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

/** Each part as far left as it is found: without going back, so that no pattern takes long. */
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
