import { config } from "../platform/config/config.ts";
import { db } from "../platform/db/client.ts";

/** A warning, and what the operator has to do. */
export interface Warning {
  text: string;
  next: string;
}

/**
 * Says that PORTUS_REGISTRY_HOST seems to have been changed: another registry has the same address, or the default
 * registry has no repository and another one has some.
 */
export async function formerHostWarning(): Promise<Warning | null> {
  const { host } = config.registry;
  const registries = await db.registry.findMany({ orderBy: { id: "asc" } });
  const current = registries.find(({ hostname }) => hostname === host);
  if (!current || registries.length < 2) return null;

  const others = registries.filter((it) => it !== current);
  const former =
    others.find(({ url }) => url === current.url) ??
    ((await hasRepositories(current.id)) ? undefined : others.find((it) => it.id < current.id));
  if (!former || !(await hasRepositories(former.id))) return null;
  return {
    text: `The tags of ${former.hostname} stay behind: the registry of PORTUS_REGISTRY_HOST is ${host}.`,
    next: `If both are the same registry, run: bin/portus registry rename ${former.hostname} ${host}`,
  };
}

async function hasRepositories(registryId: number): Promise<boolean> {
  return (await db.repository.findFirst({ where: { namespace: { registryId } } })) !== null;
}
