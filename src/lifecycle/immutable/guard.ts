import { isImmutable, patternsOf } from "../../catalogue/repositories/tags/immutable-patterns.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma, type Tx } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { referrerTag } from "../../registry/client/referrers.ts";
import { canDeleteImmutableTags } from "./policy.ts";

/** Throws Invalid for immutable tags, unless the actor may delete them. */
export async function ensureNoImmutableTags(
  actor: Actor,
  { repositoryId, tags }: { repositoryId: number; tags: readonly string[] },
  tx: Tx = db,
): Promise<void> {
  if (canDeleteImmutableTags(actor)) return;
  const repository = await tx.repository.findUnique({
    where: { id: repositoryId },
    select: { immutableTags: true, namespace: { select: { immutableTags: true } } },
  });
  const immutable = repository && tags.find((tag) => isImmutable(patternsOf(repository), tag));
  if (immutable) throw new Invalid({ form: refusal(immutable) });
}

/** The same for namespaces with immutable tags. */
export async function ensureNoImmutableTagsIn(
  actor: Actor,
  namespaceIds: readonly number[],
  tx: Tx = db,
): Promise<void> {
  if (canDeleteImmutableTags(actor)) return;
  const [immutable] = await immutableTagsIn(namespaceIds, tx);
  if (immutable) throw new Invalid({ form: refusal(immutable) });
}

const maxNamed = 3;

/** The names of some immutable tags in these namespaces. One query: isImmutable() as SQL. */
export async function immutableTagsIn(
  namespaceIds: readonly number[],
  tx: Tx = db,
): Promise<string[]> {
  const found = await tx.$queryRaw<{ name: string }[]>`
    SELECT t.name FROM namespaces n JOIN repositories r ON r.namespace_id = n.id
      JOIN tags t ON t.repository_id = r.id
    WHERE n.id = ANY (${namespaceIds}::int[]) AND t.name !~ ${referrerTag.source}
      AND (${covers("n.immutable_tags")} OR ${covers("r.immutable_tags")})
    LIMIT ${maxNamed}`;
  return [...new Set(found.map(({ name }) => name))];
}

/** Whether a list of patterns covers the tag t. */
function covers(patterns: string): Prisma.Sql {
  const list = Prisma.raw(`unnest(${patterns}) AS pattern`);
  const matches = Prisma.sql`t.name ~ ('^' || ${expression} || '$')`;
  return Prisma.sql`(EXISTS (SELECT FROM ${list} WHERE pattern NOT LIKE '!%' AND ${matches})
    AND NOT EXISTS (SELECT FROM ${list} WHERE pattern LIKE '!%' AND ${matches}))`;
}

/** A pattern of tags as a regular expression. Tags have no slashes, so all stars are alike; commas are only in braces. */
const expression = [
  [".", "\\."],
  ["*", ".*"],
  ["{", "(?:"],
  ["}", ")"],
  [",", "|"],
].reduce(
  (sql, [from, to]) => Prisma.sql`replace(${sql}, ${from}, ${to})`,
  Prisma.sql`ltrim(pattern, '!')`,
);

const refusal = (tag: string) =>
  `${tag} is immutable here: only admins may delete it. Ask an admin, or change the immutable tags first.`;
