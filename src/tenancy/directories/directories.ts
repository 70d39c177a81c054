import { ZodError } from "zod";
import type { Directory } from "../../identity/providers/ldap/settings.ts";
import { listProviders, type Provider } from "../../identity/providers/providers.ts";
import { createCache } from "../../platform/cache.ts";
import { onAccessChange } from "../../platform/db/client.ts";
import { log } from "../../platform/log.ts";

const cachedMs = 10_000;
const cache = createCache<readonly KnownDirectory[]>(1);

onAccessChange(() => cache.clear());

/** A directory that is set up, with its rules for accounts. */
export interface KnownDirectory {
  provider: Provider;
  directory: Directory;
}

/** The enabled directories, from a cache: every check of a password asks. One whose settings are invalid is left out. */
export function listDirectories(): Promise<readonly KnownDirectory[]> {
  return cache.fetch("all", cachedMs, async () => {
    const providers = await listProviders({ kind: "ldap", enabled: true });
    const found = await Promise.all(providers.map(directoryOf)); // there are only a few
    return found.filter((it) => it !== null);
  });
}

/** Whether there is a directory. The code that talks to one is loaded only then. */
export async function hasDirectories(): Promise<boolean> {
  return (await listDirectories()).length > 0;
}

async function directoryOf(provider: Provider): Promise<KnownDirectory | null> {
  const { loadDirectory } = await import("../../identity/providers/ldap/load.ts");
  try {
    return { provider, directory: await loadDirectory(provider) };
  } catch (err) {
    if (!(err instanceof ZodError)) throw err;
    log.error({ directory: provider.name, err }, "the settings of a directory are invalid");
    return null;
  }
}
