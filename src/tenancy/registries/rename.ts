import { z } from "zod";
import { record } from "../../history/record.ts";
import { commandAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import { type Registry, type Tx, transaction } from "../../platform/db/client.ts";
import { Invalid, NotFound } from "../../platform/errors.ts";
import { parse } from "../../platform/http/input/body.ts";
import { plural } from "../../platform/plural.ts";
import { Hostname } from "../../registry/admin/schemas.ts";
import { refuseTaken } from "../../registry/registries.ts";

interface Hosts {
  from: string;
  to: string;
  replace: boolean; // even if something was stored under the new host
}

/**
 * Gives a registry another host, with its namespaces, tags and counts. Portus has created a registry for the new host
 * when it started with the changed PORTUS_REGISTRY_HOST: that one is removed.
 */
export async function renameRegistry({ from, replace, ...hosts }: Hosts): Promise<string> {
  const to = newHost(hosts.to);
  if (from === to) throw new Invalid({ hostname: "Both hosts are the same." });
  return transaction(async (tx) => {
    const renamed = await findByHost(tx, from);
    const placeholder = await tx.registry.findUnique({ where: { hostname: to } });
    if (placeholder) await removeRegistry(tx, placeholder, replace);
    await refuseTaken(tx, { hostname: to, externalHostname: null }, renamed.id);

    await tx.registry.update({
      where: { id: renamed.id },
      data: {
        hostname: to,
        ...(renamed.name === from && { name: to }),
        ...(renamed.externalHostname === to && { externalHostname: null }),
      },
    });
    await renameHiddenTeams(tx, renamed, to);
    await record(tx, commandAudit, {
      key: "registry.update",
      subject: to,
      registryId: renamed.id,
    });
    return `The registry ${from} is ${to} now, with ${plural(await countRepositories(tx, renamed), "repository", "repositories")}.`;
  }, timeoutMs);
}

const NewHost = z.object({ hostname: Hostname });

/** The host as an admin could enter it. That of the environment was checked at the start. */
function newHost(to: string): string {
  return to === config.registry.host ? to : parse(NewHost, { hostname: to }).hostname;
}

const timeoutMs = 120_000; // removing a registry can remove many rows

async function findByHost(tx: Tx, hostname: string): Promise<Registry> {
  const found = await tx.registry.findUnique({ where: { hostname } });
  if (!found) throw new NotFound(`registry ${hostname}`);
  return found;
}

async function removeRegistry(tx: Tx, registry: Registry, replace: boolean): Promise<void> {
  const count = await countRepositories(tx, registry);
  if (count > 0 && !replace)
    throw new Invalid({
      hostname:
        `${registry.hostname} already has ${plural(count, "repository", "repositories")} in Portus. A sync imports tags again, ` +
        "but not the counts of pulls, comments and settings since then. To drop them, run the command again with --replace.",
    });
  const mine = { registryId: registry.id };
  const hidden = { hidden: true, namespaces: { some: mine, every: mine } };
  const teams = await tx.team.findMany({ where: hidden, select: { id: true } });
  await tx.namespace.deleteMany({ where: mine });
  await tx.team.deleteMany({ where: { id: { in: teams.map(({ id }) => id) } } });
  await tx.registry.delete({ where: { id: registry.id } });
}

const countRepositories = (tx: Tx, { id }: Registry) =>
  tx.repository.count({ where: { namespace: { registryId: id } } });

/** The names and descriptions that own-namespaces.ts has given them hold the host. */
async function renameHiddenTeams(tx: Tx, { id, hostname }: Registry, to: string): Promise<void> {
  const namespaces = await tx.namespace.findMany({
    where: { registryId: id, team: { hidden: true } },
    select: { id: true, description: true, team: { select: { id: true, name: true } } },
  });
  for (const { description, team, ...namespace } of namespaces) {
    const name = team.name.replace(`/${hostname}`, `/${to}`);
    await tx.team.update({ where: { id: team.id }, data: { name } });
    const changed = description.replace(`Images of ${hostname} whose`, `Images of ${to} whose`);
    if (changed !== description)
      await tx.namespace.update({ where: { id: namespace.id }, data: { description: changed } });
  }
}
