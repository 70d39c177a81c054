import type { Config } from "../config.ts";
import { db, type Registry } from "../db/client.ts";

/** The record of the registry that the environment names, made at the first start and kept true after. */
export async function ensureRegistry({ registry }: Pick<Config, "registry">): Promise<Registry> {
  const settings = { url: registry.url, externalHostname: registry.externalHost };
  return db.registry.upsert({
    where: { hostname: registry.host },
    create: { name: registry.host, hostname: registry.host, ...settings },
    update: settings,
  });
}

/** The registry that a token's `service`, or the host of an event, names. */
export async function findRegistryByHost(host: string): Promise<Registry | null> {
  return db.registry.findFirst({ where: { OR: [{ hostname: host }, { externalHostname: host }] } });
}
