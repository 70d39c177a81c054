import { isImmutable, patternsOf } from "../../catalogue/repositories/tags/immutable-patterns.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";

/** Admins alone delete an immutable tag. Portus itself does not, whatever somebody's rules say. */
export async function ensureMayGo(
  actor: Actor,
  repositoryId: number,
  tags: readonly string[],
): Promise<void> {
  if (actor.admin && !actor.robot) return;
  const repository = await db.repository.findUnique({
    where: { id: repositoryId },
    select: { immutableTags: true, namespace: { select: { immutableTags: true } } },
  });
  const stays = repository && tags.find((tag) => isImmutable(patternsOf(repository), tag));
  if (stays) throw new Invalid({ form: refused(stays) });
}

/** The same for all that namespaces hold. */
export async function ensureAllMayGo(actor: Actor, namespaceIds: readonly number[]): Promise<void> {
  if (actor.admin) return;
  const ids = Prisma.sql`${namespaceIds}::int[]`;
  const places = await db.$queryRaw<{ id: number }[]>`
    SELECT r.id FROM repositories r JOIN namespaces n ON n.id = r.namespace_id
    WHERE n.id = ANY (${ids}) AND (cardinality(r.immutable_tags) > 0 OR cardinality(n.immutable_tags) > 0)`;
  for (const { id } of places) {
    const tags = await db.tag.findMany({ where: { repositoryId: id }, select: { name: true } });
    await ensureMayGo(
      actor,
      id,
      tags.map(({ name }) => name),
    );
  }
}

const refused = (tag: string) =>
  `${tag} is immutable here: only admins delete such a tag. Ask one of them, or change which tags are immutable first.`;
