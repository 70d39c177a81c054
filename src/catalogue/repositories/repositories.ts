import type { Actor } from "../../identity/actor/actor.ts";
import { db, foreignKeyViolation, type Prisma, type Tx } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { nameComponent, splitName } from "../../registry/names.ts";
import { readReference } from "../../registry/resolve.ts";
import type { Guarded } from "../../tenancy/policy/policy.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";

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

/** A repository that the actor may see, by the reference that people type, with all that policies need. */
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

/** Translates the error of a write to a repository that was deleted meanwhile: 404, as if it had never been found. */
export function repositoryGone(error: unknown): never {
  throw foreignKeyViolation(error) ? new NotFound("repository") : error;
}

/** The part of a repository that policies decide by. */
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
