import type { Actor } from "../../identity/actor/actor.ts";
import { db, foreignKeyViolation, type Prisma, type Tx } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { nameComponent, splitName } from "../../registry/names.ts";
import { readReference } from "../../registry/resolve.ts";
import type { Guarded } from "../../tenancy/policy/policy.ts";
import { repositoriesVisibleTo, repositoriesWithinLimit } from "../../tenancy/policy/visible.ts";
import { withStars } from "./discussion/stars.ts";
import { repositoryFields } from "./present.ts";

const whole = {
  size: true,
  members: { select: { userId: true, role: true } },
  namespace: {
    include: {
      team: {
        select: {
          name: true,
          hidden: true,
          memberships: { select: { userId: true, role: true } },
        },
      },
      owner: { select: { username: true } },
      registry: { select: { hostname: true } },
    },
  },
} satisfies Prisma.RepositoryInclude;

/** Finds a repository that the actor may see, by its reference, with everything that policies need. */
export async function findRepository(actor: Actor | null, reference: string) {
  const { hostname, fullName } = await readReference(reference);
  if (!fullName.split("/").every((part) => nameComponent.test(part)))
    throw new NotFound("repository");

  const { namespace, name } = splitName(fullName);
  return findOne(actor, { name, namespace: { name: namespace, registry: { hostname } } });
}

export async function findRepositoryById(actor: Actor | null, id: number, tx: Tx = db) {
  return findOne(actor, { id }, tx);
}

export async function findRepositoryIn(
  actor: Actor | null,
  { namespaceId, fullName }: { namespaceId: number; fullName: string },
  tx: Tx = db,
) {
  return findOne(actor, { namespaceId, fullName }, tx);
}

/** The same as findRepositoryById, but only within the limits of the actor's token. */
export async function findRepositoryForToken(actor: Actor | null, id: number) {
  return findOne(actor, { AND: [{ id }, await repositoriesWithinLimit(actor)] });
}

/** The fields that the API answers, of a repository that both the actor and the limits of their token allow. */
export async function findRepositoryWithinLimit(actor: Actor | null, id: number) {
  const where = { id, AND: await repositoriesWithinLimit(actor) };
  const [found] = await withStars(
    await db.repository.findMany({ where, ...repositoryFields, take: 1 }),
  );
  if (!found) throw new NotFound("repository");
  return found;
}

/** Turns the error of a write to a repository that was deleted in the meantime into a 404. */
export function repositoryGone(error: unknown): never {
  throw foreignKeyViolation(error) ? new NotFound("repository") : error;
}

export function guardedBy({ namespace, ...repository }: FoundRepository): Guarded {
  const { kind, visibility, overQuota, members } = namespace;
  return { kind, visibility, overQuota, members, repository };
}

export type FoundRepository = Awaited<ReturnType<typeof findOne>>;

async function findOne(actor: Actor | null, where: Prisma.RepositoryWhereInput, tx: Tx = db) {
  const visible = repositoriesVisibleTo(actor);
  const found = await tx.repository.findFirst({ where: { AND: [where, visible] }, include: whole });
  if (!found) throw new NotFound("repository");

  const { namespace, ...repository } = found;
  return { ...repository, namespace: { ...namespace, members: namespace.team.memberships } };
}
