import { createCache } from "../../platform/cache.ts";
import { db, onAccessChange } from "../../platform/db/client.ts";
import { listProviders, type Provider } from "./providers.ts";

const cachedForMs = 10_000;
const cache = createCache<readonly Provider[]>(1);
onAccessChange(() => cache.clear());

/** The providers to which people are sent to sign in. */
export const listButtons = (): Promise<readonly Provider[]> =>
  cache.fetch("", cachedForMs, () => listProviders({ kind: "oidc", enabled: true }));

/** Those that are connected to an account, to prove there again who one is. */
export async function buttonsOf({ id: userId }: { id: number }): Promise<Provider[]> {
  const rows = await db.externalIdentity.findMany({
    where: { userId },
    select: { providerId: true },
  });
  const connected = new Set(rows.map(({ providerId }) => providerId));
  return (await listButtons()).filter(({ id }) => connected.has(id));
}
