import { record } from "../history/record.ts";
import type { Actor } from "../identity/actor/actor.ts";
import type { ActorAudit } from "../identity/actor/audit.ts";
import { type Config, config } from "../platform/config/config.ts";
import {
  db,
  type Prisma,
  type Registry,
  type Tx,
  transaction,
  uniqueViolation,
} from "../platform/db/client.ts";
import { ensure, Invalid, NotFound } from "../platform/errors.ts";
import { canAdministerRegistries } from "./admin/policy.ts";
import type { RegistryInput } from "./admin/schemas.ts";
import { reachability } from "./client/reachability.ts";
import { registryAt } from "./hosts.ts";

/** The row of the default registry, created at the first start and updated from the environment at later ones. */
export async function ensureRegistry({ registry }: Pick<Config, "registry">): Promise<Registry> {
  const settings = { url: registry.url, externalHostname: registry.externalHost };
  const where = { hostname: registry.host };
  const create = { name: registry.host, hostname: registry.host, ...settings };
  return db.registry.upsert({ where, create, update: settings }).catch((error: unknown) => {
    if (!uniqueViolation(error)) throw error;
    return db.registry.update({ where, data: settings }); // another replica created it at the same time
  });
}

/** The default registry, for a command: its shell may have other settings than the server. Throws Invalid then. */
export async function serversRegistry(): Promise<Registry> {
  const { host } = config.registry;
  const found = await db.registry.findUnique({ where: { hostname: host } });
  if (found) return found;
  throw new Invalid({
    form: `This Portus has no registry ${host}, so this shell has other settings than the server. Set PORTUS_REGISTRY_HOST or REGISTRY_PORT to the server's. Nothing was changed.`,
  });
}

/** Whether this is the default registry: the environment sets its name and address, so pages and the API can't. */
export const isDefaultRegistry = ({ hostname }: Pick<Registry, "hostname">): boolean =>
  hostname === config.registry.host;

/** The registry with this host; the default registry if none has it. */
export function registryOrDefault<
  R extends Pick<Registry, "hostname" | "externalHostname" | "url">,
>(host: string, registries: readonly R[]): R | undefined {
  return registryAt(host, registries) ?? registries.find(isDefaultRegistry);
}

/** The registry of a token's `service` or of an event's host. */
export async function findRegistryByHost(host: string): Promise<Registry | null> {
  return registryAt(host, await db.registry.findMany({ orderBy: { id: "asc" } })); // there are only a few
}

/** The default registry, if it has this host. */
export async function findEnvironmentRegistry(host: string): Promise<Registry | null> {
  const where = { hostname: config.registry.host };
  const found = await db.registry.findUnique({ where });
  return found && registryAt(host, [found]);
}

/** All registries, oldest first, with their numbers of namespaces. There are only a few, so they are not paged. */
export async function listRegistries(actor: Actor) {
  ensure(canAdministerRegistries(actor));
  return db.registry.findMany({
    orderBy: { id: "asc" },
    include: { _count: { select: { namespaces: true } } },
  });
}

/** The source of an API list: all registries. */
export function registryListing(actor: Actor, orderBy: Prisma.RegistryOrderByWithRelationInput[]) {
  ensure(canAdministerRegistries(actor));
  return {
    count: () => db.registry.count(),
    ids: (window: { skip: number; take: number }) =>
      db.registry.findMany({ ...window, orderBy, select: { id: true } }),
    rows: (ids: number[]) => db.registry.findMany({ where: { id: { in: ids } } }),
  };
}

export async function findRegistry(actor: Actor, id: number, tx: Tx = db): Promise<Registry> {
  ensure(canAdministerRegistries(actor));
  const found = await tx.registry.findUnique({ where: { id } });
  if (!found) throw new NotFound("registry");
  return found;
}

/** The columns of a registry, without the instruction to save it even if it is unreachable. */
export function fieldsOf({ force: _, ...fields }: RegistryInput) {
  return fields;
}

/** Throws Invalid if the registry is not reachable, unless `force` is set. */
export async function refuseUnreachable(input: RegistryInput): Promise<void> {
  const problem = input.force ? null : await reachability(input);
  if (problem) throw new Invalid({ url: `${problem.message}. ${problem.next}` });
}

/** Changes a registry. Its host can't change while it has repositories, because clients know them by it. */
export async function updateRegistry(
  audit: ActorAudit,
  id: number,
  input: RegistryInput,
): Promise<Registry> {
  const known = await findRegistry(audit.actor, id);
  refuseEnvironmentChange(known, input);
  if (known.hostname !== input.hostname) await refuseIfNotEmpty(db, id);
  await refuseUnreachable(input);
  return transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM registries WHERE id = ${id} FOR UPDATE`;
    const before = await tx.registry.findUniqueOrThrow({ where: { id } });
    if (before.hostname !== input.hostname) await refuseIfNotEmpty(tx, id);
    await refuseTaken(tx, input, id);

    const data = fieldsOf(input);
    const registry = await tx.registry.update({ where: { id }, data }).catch(hostOrNameTaken);
    await record(tx, audit, { key: "registry.update", subject: registry.hostname, registryId: id });
    return registry;
  });
}

/** Throws Invalid if another registry already has one of the hosts. */
export async function refuseTaken(
  tx: Tx,
  { hostname, externalHostname }: Pick<RegistryInput, "hostname" | "externalHostname">,
  id = 0,
): Promise<void> {
  const wanted = externalHostname ? [hostname, externalHostname] : [hostname];
  const others = await tx.registry.findMany({ where: { id: { not: id } } }); // there are only a few
  const isTaken = wanted.some((host) => registryAt(host, others));
  if (isTaken || hostname === externalHostname)
    throw new Invalid({ hostname: "This registry or another one has this host already." });
}

export const nameTaken = "Another registry has this name. Choose a different one.";

/** Turns the violation of a unique constraint into Invalid: two requests took the same name at the same time. */
export function hostOrNameTaken(error: unknown): never {
  if (uniqueViolation(error, "name") && !uniqueViolation(error, "hostname"))
    throw new Invalid({ name: nameTaken });
  throw uniqueViolation(error)
    ? new Invalid({ hostname: "Another registry has this host already." })
    : error;
}

function refuseEnvironmentChange(before: Registry, input: RegistryInput): void {
  if (!isDefaultRegistry(before)) return;
  const why =
    "The environment sets this: PORTUS_REGISTRY_HOST, _URL and _EXTERNAL_HOST. Change it there.";
  const changed = (["hostname", "url", "externalHostname"] as const).filter(
    (field) => before[field] !== input[field],
  );
  const apiNames = { hostname: "hostname", url: "url", externalHostname: "external_hostname" };
  if (changed.length > 0)
    throw new Invalid(Object.fromEntries(changed.map((field) => [apiNames[field], why])));
}

async function refuseIfNotEmpty(tx: Tx, registryId: number): Promise<void> {
  if ((await tx.repository.count({ where: { namespace: { registryId } } })) > 0)
    // SUSE Portus's words, which clients match.
    throw new Invalid({ hostname: "Registry is not empty, cannot change hostname" });
}
