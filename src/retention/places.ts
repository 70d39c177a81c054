import type { Actor } from "../accounts/current.ts";
import { db, type Registry } from "../db/client.ts";
import { NotFound } from "../errors.ts";
import { type FoundNamespace, findNamespace } from "../namespaces/list.ts";
import { repositoriesVisibleTo } from "../namespaces/visible.ts";
import { findRegistry } from "../registry/registries.ts";
import { ensureMayDelete } from "../removal/plans.ts";
import { type FoundRepository, findRepository, guardedBy } from "../repositories/repositories.ts";

/** Where rules can be saved. */
export type Place = InRegistry | InNamespace | InRepository;

type InRegistry = { kind: "registry"; registry: Registry };
type InNamespace = { kind: "namespace"; namespace: FoundNamespace };
type InRepository = { kind: "repository"; repository: FoundRepository };

/** Rules are for who may delete by hand what they let go: admins for a whole registry. */
export async function registryPlace(actor: Actor, id: number): Promise<InRegistry> {
  const registry = await findRegistry(actor, id);
  ensureMayDelete(actor, { kind: "global", visibility: "private", members: [] });
  return { kind: "registry", registry };
}

export async function namespacePlace(actor: Actor, id: number): Promise<InNamespace> {
  const namespace = await findNamespace(actor, id);
  ensureMayDelete(actor, namespace);
  return { kind: "namespace", namespace };
}

export async function repositoryPlace(actor: Actor, fullName: string): Promise<InRepository> {
  const repository = await findRepository(actor, fullName);
  ensureMayDelete(actor, guardedBy(repository));
  return { kind: "repository", repository };
}

export async function repositoryPlaceById(actor: Actor, id: number): Promise<InRepository> {
  const where = { id, AND: repositoriesVisibleTo(actor) };
  const known = await db.repository.findFirst({ where, select: { fullName: true } });
  if (!known) throw new NotFound("repository");
  return repositoryPlace(actor, known.fullName);
}

/** The numbers of all places whose rules reach this one, itself the first that is given. */
export function reaching(place: Place) {
  if (place.kind === "registry") return { registryId: place.registry.id };
  if (place.kind === "namespace") {
    const { id: namespaceId, registryId } = place.namespace;
    return { namespaceId, registryId };
  }
  const { id: repositoryId, namespace } = place.repository;
  return { repositoryId, namespaceId: namespace.id, registryId: namespace.registryId };
}

export function nameOf(place: Place): string {
  if (place.kind === "registry") return place.registry.name;
  return place.kind === "namespace" ? place.namespace.name : place.repository.fullName;
}
