import type { Agent } from "../../history/record.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import type { Namespace, Registry, Tx } from "../../platform/db/client.ts";
import { acceptsSharedSecret } from "../../registry/events-secrets.ts";
import { hostOf, registryAt } from "../../registry/hosts.ts";
import { splitName } from "../../registry/names.ts";
import { reservedAmong } from "../../tenancy/namespaces/reservations.ts";
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

export type Resolve = (event: RegistryEvent, origin: Origin) => Resolved | Unresolved;

/** Loads the registries, users and namespaces of a set of events; the function that it returns resolves each of them. */
export async function resolver(
  tx: Tx,
  events: readonly (Origin & { event: RegistryEvent })[],
): Promise<Resolve> {
  const registries = await tx.registry.findMany();
  const users = await loadUsers(tx, events);
  const namespaces = await loadNames(tx, events, registries);

  return (event, origin) => {
    const registry = findRegistry(event, origin, registries);
    if ("state" in registry) return registry;

    const username = event.actor?.name ?? "";
    const actor = users.get(username) ?? null;
    if (event.action === "push" && !actor && username !== portus.username)
      return { state: "failed", reason: unknownUser(username) };

    const { namespace: name } = splitName(event.target.repository ?? "");
    const namespace = namespaces.get(nameKey({ registryId: registry.id, name }));
    if (namespace === "reserved")
      return { state: "ignored", reason: `The namespace ${name} has been deleted.` };
    if (namespace) return { namespace, agent: { id: actor?.id ?? null, username }, actor };
    const state = event.action === "push" ? "failed" : "ignored";
    return { state, reason: unknownNamespace(name, registry) };
  };
}

async function loadUsers(
  tx: Tx,
  events: readonly { event: RegistryEvent }[],
): Promise<Map<string, EventActor>> {
  const names = [...new Set(events.map(({ event }) => event.actor?.name ?? ""))];
  const where = { username: { in: names } };
  const users = await tx.user.findMany({ where, select: eventActorFields });
  return new Map(users.map((user) => [user.username, user]));
}

const nameKey = ({ registryId, name }: { registryId: number; name: string }) =>
  `${registryId}:${name}`;

/** The namespaces of the events, and which of those that do not exist are reserved. */
async function loadNames(
  tx: Tx,
  events: readonly { event: RegistryEvent }[],
  registries: readonly Registry[],
): Promise<Map<string, Namespace | "reserved">> {
  const names = [
    ...new Set(events.map(({ event }) => splitName(event.target.repository ?? "").namespace)),
  ];
  const found = await tx.namespace.findMany({ where: { name: { in: names } } });
  const known = new Map<string, Namespace | "reserved">(found.map((it) => [nameKey(it), it]));
  const missing = registries
    .flatMap(({ id: registryId }) => names.map((name) => ({ registryId, name })))
    .filter((it) => !known.has(nameKey(it)));
  for (const it of await reservedAmong(tx, missing)) known.set(nameKey(it), "reserved");
  return known;
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
