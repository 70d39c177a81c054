import { record } from "../../../history/record.ts";
import type { Actor } from "../../../identity/actor/actor.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import { type Comment, db, transaction } from "../../../platform/db/client.ts";
import { fetchPage, type Page, type PageRequest, pastId } from "../../../platform/db/keyset.ts";
import { ensure, NotFound } from "../../../platform/errors.ts";
import { type FoundRepository, repositoryGone } from "../find.ts";
import { canComment, canDeleteComment } from "../policy.ts";

/** Newest first. The caller has checked access to the repository. */
export async function commentsOn(
  { id: repositoryId }: { id: number },
  request: PageRequest,
  size = 30,
): Promise<Page<Comment & { author: { username: string } | null }>> {
  return fetchPage(request, {
    size,
    find: (at, take) =>
      db.comment.findMany({
        where: { repositoryId, ...pastId(at) },
        include: { author: { select: { username: true } } },
        orderBy: { id: at.newer ? "asc" : "desc" },
        take,
      }),
    position: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
}

export async function addComment(
  audit: ActorAudit,
  repository: FoundRepository,
  body: string,
): Promise<void> {
  ensure(canComment(audit.actor));

  const author = { authorId: audit.actor.id, authorName: audit.actor.username };
  await transaction(async (tx) => {
    await tx.comment
      .create({ data: { ...author, body, repositoryId: repository.id } })
      .catch(repositoryGone);
    await record(tx, audit, { key: "comment.create", ...auditFields(repository) });
  });
}

export async function deleteComment(
  audit: ActorAudit,
  repository: FoundRepository,
  id: number,
): Promise<void> {
  const { authorName } = await ensureCanDeleteComment(audit.actor, repository, id);

  await transaction(async (tx) => {
    const { count } = await tx.comment.deleteMany({ where: { id } });
    if (count === 0) throw new NotFound("comment"); // deleted by another request
    const details = { author: authorName };
    await record(tx, audit, { key: "comment.delete", ...auditFields(repository), details });
  });
}

export async function ensureCanDeleteComment(
  actor: Actor,
  repository: FoundRepository,
  id: number,
): Promise<Comment> {
  const comment = await findComment(repository, id);
  ensure(
    canDeleteComment(actor, comment),
    "Only its author and admins may delete a comment. Ask one of them.",
  );
  return comment;
}

async function findComment({ id: repositoryId }: FoundRepository, id: number): Promise<Comment> {
  const found = await db.comment.findFirst({ where: { id, repositoryId } });
  if (!found) throw new NotFound("comment");
  return found;
}

function auditFields({ id, fullName, namespace }: FoundRepository) {
  return {
    subject: fullName,
    registryId: namespace.registryId,
    teamId: namespace.teamId,
    namespaceId: namespace.id,
    repositoryId: id,
  };
}
