import type { Actor } from "../../identity/actor/actor.ts";
import type { Prisma, Visibility } from "../../platform/db/client.ts";
import { escapeLike } from "../../platform/db/text.ts";
import { readReference } from "../../registry/resolve.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";
import { allowedVisibilities } from "./policy.ts";

export interface Filters {
  /** Part of the repository's name. */
  q?: string | undefined;
  /** Its name, with the registry's host in front unless it is the configured registry. */
  namespace?: string | undefined;
  visibility?: "private" | "protected" | "public" | undefined;
  /** Only repositories of the actor's teams, or with the actor as a member. */
  mine?: unknown;
  starred?: unknown;
}

export async function repositoryFilter(
  actor: Actor | null,
  filters: Filters,
): Promise<Prisma.RepositoryWhereInput> {
  const conditions: Prisma.RepositoryWhereInput[] = [repositoriesVisibleTo(actor)];
  if (filters.namespace !== undefined) conditions.push(await inNamespace(filters.namespace));
  if (filters.visibility) conditions.push(withVisibility(filters.visibility));
  if (filters.mine && actor) conditions.push(ofActor(actor));
  if (filters.starred && actor) conditions.push({ stars: { some: { userId: actor.id } } });
  return { AND: conditions };
}

async function inNamespace(reference: string): Promise<Prisma.RepositoryWhereInput> {
  const { hostname, fullName: name } = await readReference(reference);
  return { namespace: { name, registry: { hostname } } };
}

/** By effective visibility: the stricter of the repository's own and its namespace's. */
function withVisibility(visibility: Visibility): Prisma.RepositoryWhereInput {
  const stricter = allowedVisibilities({ visibility }).filter((it) => it !== visibility);
  const notStricter = { notIn: stricter };
  const own = { OR: [{ visibility: null }, { visibility: notStricter }] };
  return {
    AND: [own, { namespace: { visibility: notStricter } }],
    OR: [{ visibility }, { namespace: { visibility } }],
  };
}

function ofActor({ id: userId }: Actor): Prisma.RepositoryWhereInput {
  const some = { some: { userId } };
  return { OR: [{ namespace: { team: { memberships: some } } }, { members: some }] };
}

/** Names are lower case. */
export function nameContains(q: string | undefined): Prisma.RepositoryWhereInput {
  return q ? { fullName: { contains: escapeLike(q.toLowerCase()) } } : {};
}
