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
export type Scope = InRegistry | InNamespace | InRepository;

type InRegistry = { kind: "registry"; registry: Registry };
type InNamespace = { kind: "namespace"; namespace: FoundNamespace };
type InRepository = { kind: "repository"; repository: FoundRepository };

/** Only people who may delete images in a scope may manage its rules: for a registry, admins. */
export async function registryScope(actor: Actor, id: number): Promise<InRegistry> {
  const registry = await findRegistry(actor, id);
  ensureCanDeleteImages(actor, { kind: "global", visibility: "private", members: [] });
  return { kind: "registry", registry };
}

export async function namespaceScope(actor: Actor, id: number): Promise<InNamespace> {
  const namespace = await findNamespace(actor, id);
  ensureCanDeleteImages(actor, namespace);
  return { kind: "namespace", namespace };
}

export async function repositoryScope(actor: Actor, reference: string): Promise<InRepository> {
  return inRepository(actor, await findRepository(actor, reference));
}

export async function repositoryScopeById(actor: Actor, id: number): Promise<InRepository> {
  return inRepository(actor, await findRepositoryById(actor, id));
}

function inRepository(actor: Actor, repository: FoundRepository): InRepository {
  ensureCanDeleteImages(actor, guardedBy(repository));
  return { kind: "repository", repository };
}

/** The ids of a scope and of the scopes around it, the closest first. */
export function idsOf(scope: Scope) {
  if (scope.kind === "registry") return { registryId: scope.registry.id };
  if (scope.kind === "namespace") {
    const { id: namespaceId, registryId } = scope.namespace;
    return { namespaceId, registryId };
  }
  const { id: repositoryId, namespace } = scope.repository;
  return { repositoryId, namespaceId: namespace.id, registryId: namespace.registryId };
}

export function nameOf(scope: Scope): string {
  if (scope.kind === "registry") return scope.registry.name;
  return scope.kind === "namespace" ? scope.namespace.name : scope.repository.fullName;
}
