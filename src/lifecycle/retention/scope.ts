import { lockRepository } from "../../catalogue/repositories/change.ts";
import {
  type FoundRepository,
  findRepository,
  findRepositoryById,
  guardedBy,
} from "../../catalogue/repositories/find.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import type { Registry, Tx } from "../../platform/db/client.ts";
import { findRegistry } from "../../registry/registries.ts";
import { lockNamespace } from "../../tenancy/namespaces/change.ts";
import { type FoundNamespace, findNamespace } from "../../tenancy/namespaces/find.ts";
import { ensureCanDeleteImages } from "../deletion/access.ts";

/** Where rules can be saved. */
export type Scope = InRegistry | InNamespace | InRepository;

type InRegistry = { kind: "registry"; registry: Registry };
type InNamespace = { kind: "namespace"; namespace: FoundNamespace };
type InRepository = { kind: "repository"; repository: FoundRepository };

/** Only people who may delete images in a scope may manage its rules: for a registry, admins. */
export async function registryScope(actor: Actor, id: number): Promise<InRegistry> {
  return inRegistry(actor, await findRegistry(actor, id));
}

export async function namespaceScope(actor: Actor, id: number): Promise<InNamespace> {
  return inNamespace(actor, await findNamespace(actor, id));
}

export async function repositoryScope(actor: Actor, reference: string): Promise<InRepository> {
  return inRepository(actor, await findRepository(actor, reference));
}

export async function repositoryScopeById(actor: Actor, id: number): Promise<InRepository> {
  return inRepository(actor, await findRepositoryById(actor, id));
}

/** Loads a scope again, locks it until the transaction ends, and checks that the actor may still manage its rules. */
export async function lockScope(tx: Tx, actor: Actor, scope: Scope): Promise<Scope> {
  if (scope.kind === "namespace")
    return inNamespace(actor, await lockNamespace(tx, actor, scope.namespace.id));
  if (scope.kind === "repository")
    return inRepository(actor, await lockRepository(tx, actor, scope.repository.id));
  const { id } = scope.registry;
  await tx.$queryRaw`SELECT id FROM registries WHERE id = ${id} FOR UPDATE`;
  return inRegistry(actor, await findRegistry(actor, id, tx));
}

function inRegistry(actor: Actor, registry: Registry): InRegistry {
  ensureCanDeleteImages(actor, { kind: "global", visibility: "private", members: [] });
  return { kind: "registry", registry };
}

function inNamespace(actor: Actor, namespace: FoundNamespace): InNamespace {
  ensureCanDeleteImages(actor, namespace);
  return { kind: "namespace", namespace };
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

/** The id of a scope itself. */
export function ownId(scope: Scope) {
  if (scope.kind === "registry") return { registryId: scope.registry.id };
  return scope.kind === "namespace"
    ? { namespaceId: scope.namespace.id }
    : { repositoryId: scope.repository.id };
}

export function nameOf(scope: Scope): string {
  if (scope.kind === "registry") return scope.registry.name;
  return scope.kind === "namespace" ? scope.namespace.name : scope.repository.fullName;
}
