import type { Agent } from "../../history/record.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import type { Namespace, Registry, Tx } from "../../platform/db/client.ts";
import { hostOf, registryAt } from "../../registry/hosts.ts";
import { splitName } from "../../registry/names.ts";
import { reservedUntil } from "../../tenancy/namespaces/reservations.ts";
import type { RegistryEvent } from "./schemas.ts";

/** The rows that an event is about. */
export interface Resolved {
  namespace: Namespace;
  agent: Agent;
}

export interface Unresolved {
  state: "ignored" | "failed";
  reason: string;
}

export type Resolve = (event: RegistryEvent) => Promise<Resolved | Unresolved>;

/** Resolves events. Each registry, user and namespace is queried once. */
export function resolver(tx: Tx): Resolve {
  const registries = memoize(() => tx.registry.findMany());
  const agent = memoize((name: string) => findAgent(tx, name));
  const namespace = memoize((key: string) => findNamespace(tx, key));

  return async (event) => {
    const registry = findRegistry(event, await registries(""));
    if (!registry) return { state: "ignored", reason: unknownRegistry(event) };

    const found = await agent(event.actor?.name ?? "");
    if (event.action === "push" && found.id === null && found.username !== portus.username)
      return { state: "failed", reason: unknownUser(found.username) };

    const { namespace: name } = splitName(event.target.repository ?? "");
    const existing = await namespace(`${registry.id}:${name}`);
    if (existing) return { namespace: existing, agent: found };
    if (await reservedUntil({ registryId: registry.id, name }, tx))
      return { state: "ignored", reason: `The namespace ${name} has been deleted.` };
    const state = event.action === "push" ? "failed" : "ignored";
    return { state, reason: unknownNamespace(name, registry) };
  };
}

/** By the host that the client used. Without a host it is the only registry, if there is only one. */
function findRegistry(event: RegistryEvent, registries: readonly Registry[]): Registry | null {
  const host = hostIn(event);
  if (host) return registryAt(host, registries);
  return registries.length === 1 ? (registries[0] ?? null) : null;
}

function hostIn({ request, target }: RegistryEvent): string | null {
  return request?.host ?? hostOf(target.url ?? "");
}

async function findAgent(tx: Tx, name: string): Promise<Agent> {
  const user = await tx.user.findUnique({
    where: { username: name },
    select: { id: true, username: true },
  });
  return user ?? { id: null, username: name };
}

async function findNamespace(tx: Tx, key: string): Promise<Namespace | null> {
  const [registryId, name] = key.split(/:(.*)/s);
  return tx.namespace.findUnique({
    where: { registryId_name: { registryId: Number(registryId), name: name ?? "" } },
  });
}

function unknownRegistry(event: RegistryEvent): string {
  const host = hostIn(event) ?? "(no host was given)";
  return `Ignoring event coming from unknown registry ${host.slice(0, 255)}`;
}

function unknownUser(name: string): string {
  return name
    ? `Cannot find user ${name.slice(0, 255)}: only the registry knows this push`
    : "Cannot find user: the registry accepted a push without a sign-in";
}

function unknownNamespace(name: string, registry: Registry): string {
  return name
    ? `There is no namespace "${name}" in the registry ${registry.hostname}.`
    : `The registry ${registry.hostname} has no namespace for top-level images.`;
}

function memoize<T>(find: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const found = new Map<string, T>();
  return async (key) => {
    if (!found.has(key)) found.set(key, await find(key));
    return found.get(key) as T; // just set
  };
}
