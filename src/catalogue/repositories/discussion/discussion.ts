import type { Actor } from "../../../identity/actor/actor.ts";
import type { PageRequest } from "../../../platform/db/keyset.ts";
import { markdownOfEach } from "../../../platform/http/pages/markdown.ts";
import type { FoundRepository } from "../find.ts";
import { canComment, canDeleteComment } from "../policy.ts";
import { commentsOn } from "./comments.ts";
import { starsOf } from "./stars.ts";

export async function discussionOf(
  actor: Actor | null,
  repository: FoundRepository,
  { size, ...cursor }: PageRequest & { size?: number } = {},
) {
  const [stars, page] = await Promise.all([
    starsOf(actor, repository),
    commentsOn(repository, cursor, size),
  ]);
  const texts = await markdownOfEach(...page.rows.map(({ body }) => body));
  const comments = page.rows.map((comment, at) => ({
    ...comment,
    html: texts[at] ?? "",
    canDelete: canDeleteComment(actor, comment),
  }));
  return { ...stars, ...page, comments, canComment: canComment(actor) };
}
