import type { Agent } from "../../history/record.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import type { Namespace, Registry, Tx } from "../../platform/db/client.ts";
import { acceptsSharedSecret } from "../../registry/events-secrets.ts";
import { hostOf, registryAt } from "../../registry/hosts.ts";
import { splitName } from "../../registry/names.ts";
import { reservedUntil } from "../../tenancy/namespaces/reservations.ts";
import { type EventActor, eventActorFields } from "./actor-proof.ts";
import type { PendingEvent } from "./queue.ts";
import type { RegistryEvent } from "./schemas.ts";

/** The rows that an event is about. */
export interface Resolved {
  namespace: Namespace;
  agent: Agent;
  actor: EventActor | null; // null if the agent is Portus, or unknown
}

interface Unresolved {
  state: "ignored" | "failed";
  reason: string;
}

/** With which secret an event came, and when. */
export type Origin = Pick<PendingEvent, "senderId" | "receivedAt">;

export type Resolve = (event: RegistryEvent, origin: Origin) => Promise<Resolved | Unresolved>;

/** Resolves events. Each registry, user and namespace is queried once. */
export function resolver(tx: Tx): Resolve {
  const registries = memoize(() => tx.registry.findMany());
  const user = memoize((username: string) =>
    tx.user.findUnique({ where: { username }, select: eventActorFields }),
  );
  const namespace = memoize((key: string) => findNamespace(tx, key));

  return async (event, origin) => {
    const registry = findRegistry(event, origin, await registries(""));
    if ("state" in registry) return registry;

    const username = event.actor?.name ?? "";
    const actor = await user(username);
    if (event.action === "push" && !actor && username !== portus.username)
      return { state: "failed", reason: unknownUser(username) };

    const { namespace: name } = splitName(event.target.repository ?? "");
    const existing = await namespace(`${registry.id}:${name}`);
    if (existing) return { namespace: existing, agent: { id: actor?.id ?? null, username }, actor };
    if (await reservedUntil({ registryId: registry.id, name }, tx))
      return { state: "ignored", reason: `The namespace ${name} has been deleted.` };
    const state = event.action === "push" ? "failed" : "ignored";
    return { state, reason: unknownNamespace(name, registry) };
  };
}

/** The registry of an event. The secret must be that of the registry which the event names. */
function findRegistry(
  event: RegistryEvent,
  { senderId, receivedAt }: Origin,
  registries: readonly Registry[],
): Registry | Unresolved {
  const named = findNamed(event, registries);
  const sender = registries.find(({ id }) => id === senderId);
  if (senderId === null) {
    if (!named) return { state: "ignored", reason: unknownRegistry(event) };
    return acceptsSharedSecret(named, receivedAt)
      ? named
      : { state: "ignored", reason: wrongSecret(named, "PORTUS_EVENTS_SECRET") };
  }
  if (!sender) return { state: "ignored", reason: unknownRegistry(event) };
  return named && named.id !== sender.id
    ? { state: "ignored", reason: wrongSecret(named, `the events secret of ${sender.hostname}`) }
    : sender;
}

/** By the host that the client used. Without a host it is the only registry, if there is only one. */
function findNamed(event: RegistryEvent, registries: readonly Registry[]): Registry | null {
  const host = hostIn(event);
  if (host) return registryAt(host, registries);
  return registries.length === 1 ? (registries[0] ?? null) : null;
}

function hostIn({ request, target }: RegistryEvent): string | null {
  return request?.host ?? hostOf(target.url ?? "");
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

function wrongSecret({ hostname }: Registry, given: string): string {
  return `The event names the registry ${hostname}, but came with ${given}: it proves nothing about that registry.`;
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
