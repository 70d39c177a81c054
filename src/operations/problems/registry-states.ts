import { config } from "../../platform/config/config.ts";
import { staleWhileRevalidate } from "../../platform/stale-while-revalidate.ts";
import { ping } from "../../registry/client/client.ts";
import { knownRegistries } from "../../registry/known-registries.ts";

/** Whether Portus can use a registry. */
export interface RegistryState {
  id: number | null; // null: Portus has no record of it
  hostname: string;
  url: string;
  problem: string | null; // why it can't be used; null: it is up
  since: Date | null; // when this process first found the problem
}

const downSince = new Map<string, Date>(); // by host name

/** The state of every registry, cached for five seconds: pages don't wait for a registry that hangs. */
export const registryStates = staleWhileRevalidate(
  async (): Promise<RegistryState[]> => {
    const { host: hostname, url } = config.registry;
    const known = await knownRegistries();
    const states = await Promise.all(
      known.map(async (it) => noted({ ...it, problem: (await ping(it))?.message ?? null })),
    );
    if (known.some((it) => it.hostname === hostname)) return states;
    const problem = `Portus has no record of ${hostname}.`;
    return [noted({ id: null, hostname, url, problem }), ...states];
  },
  { freshMs: 5_000, timeoutMs: 2_000 },
);

function noted({ id, hostname, url, problem }: Omit<RegistryState, "since">): RegistryState {
  if (problem === null) downSince.delete(hostname);
  else if (!downSince.has(hostname)) downSince.set(hostname, new Date());
  return { id, hostname, url, problem, since: downSince.get(hostname) ?? null };
}
