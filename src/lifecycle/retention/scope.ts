import {
  type FoundRepository,
  findRepository,
  findRepositoryById,
  guardedBy,
} from "../../catalogue/repositories/repositories.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import type { Registry } from "../../platform/db/client.ts";
import { findRegistry } from "../../registry/registries.ts";
import { type FoundNamespace, findNamespace } from "../../tenancy/namespaces/list.ts";
import { ensureCanDeleteImages } from "../../tenancy/policy/deletion.ts";

/** Where rules can be saved. */
export type Place = InRegistry | InNamespace | InRepository;

type InRegistry = { kind: "registry"; registry: Registry };
type InNamespace = { kind: "namespace"; namespace: FoundNamespace };
type InRepository = { kind: "repository"; repository: FoundRepository };

/** Rules are for who may delete by hand what they let go: admins for a whole registry. */
export async function registryPlace(actor: Actor, id: number): Promise<InRegistry> {
  const registry = await findRegistry(actor, id);
  ensureCanDeleteImages(actor, { kind: "global", visibility: "private", members: [] });
  return { kind: "registry", registry };
}

export async function namespacePlace(actor: Actor, id: number): Promise<InNamespace> {
  const namespace = await findNamespace(actor, id);
  ensureCanDeleteImages(actor, namespace);
  return { kind: "namespace", namespace };
}

export async function repositoryPlace(actor: Actor, reference: string): Promise<InRepository> {
  return inRepository(actor, await findRepository(actor, reference));
}

export async function repositoryPlaceById(actor: Actor, id: number): Promise<InRepository> {
  return inRepository(actor, await findRepositoryById(actor, id));
}

function inRepository(actor: Actor, repository: FoundRepository): InRepository {
  ensureCanDeleteImages(actor, guardedBy(repository));
  return { kind: "repository", repository };
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
