import type { Actor } from "../../identity/actor/actor.ts";
import type { Prisma, Visibility } from "../../platform/db/client.ts";
import { readReference } from "../../registry/resolve.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";
import { narrowings } from "./policy.ts";

export interface Filters {
  /** Part of a name. */
  q?: string | undefined;
  /** Its name, behind its registry's host where that is not the one that the environment names. */
  namespace?: string | undefined;
  visibility?: "private" | "protected" | "public" | undefined;
  /** Only what lies in namespaces of teams of the actor, or has them as a member. */
  mine?: unknown;
  /** Only what the actor starred. */
  starred?: unknown;
}

/** The repositories that an actor may know of and that the filters keep. */
export async function narrowedTo(
  actor: Actor | null,
  filters: Filters,
): Promise<Prisma.RepositoryWhereInput> {
  const narrowed: Prisma.RepositoryWhereInput[] = [repositoriesVisibleTo(actor)];
  if (filters.namespace !== undefined) narrowed.push(await lyingIn(filters.namespace));
  if (filters.visibility) narrowed.push(seenAs(filters.visibility));
  if (filters.mine && actor) narrowed.push(ofMember(actor));
  if (filters.starred && actor) narrowed.push({ stars: { some: { userId: actor.id } } });
  return { AND: narrowed };
}

async function lyingIn(reference: string): Promise<Prisma.RepositoryWhereInput> {
  const { hostname, fullName: name } = await readReference(reference);
  return { namespace: { name, registry: { hostname } } };
}

/** The narrower of its own visibility and its namespace's. */
function seenAs(visibility: Visibility): Prisma.RepositoryWhereInput {
  const upTo = narrowings({ visibility });
  const notNarrower = { notIn: upTo.filter((it) => it !== visibility) };
  const own = { OR: [{ visibility: null }, { visibility: notNarrower }] };
  return {
    AND: [own, { namespace: { visibility: notNarrower } }],
    OR: [{ visibility }, { namespace: { visibility } }],
  };
}

function ofMember({ id: userId }: Actor): Prisma.RepositoryWhereInput {
  const some = { some: { userId } };
  return { OR: [{ namespace: { team: { memberships: some } } }, { members: some }] };
}

/** Names are lower case; what LIKE would read as a wildcard is meant as it stands. */
export function named(q: string | undefined): Prisma.RepositoryWhereInput {
  return q ? { fullName: { contains: q.toLowerCase().replace(/[\\%_]/g, "\\$&") } } : {};
}
