import { networkOf } from "../../platform/cidr.ts";
import { db, type Tx } from "../../platform/db/client.ts";
import type { Job } from "../../platform/jobs/schedule.ts";

// Networks from which an account signed in with its password. Failed attempts of others there do not stop it.

export const jobs: Job[] = [
  { name: "prune-known-networks", cron: "47 3 * * *", run: pruneKnownNetworks },
];

const keptDays = 180;

/** Remembers that an account signed in from here. Written at most once an hour for each network. */
export async function rememberNetwork(tx: Tx, username: string, address: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO known_networks AS known (user_id, network, last_at)
    SELECT id, ${networkOf(address)}, now() FROM users WHERE username = ${username}
    ON CONFLICT (user_id, network) DO UPDATE SET last_at = now()
      WHERE known.last_at < now() - interval '1 hour'`;
}

/** Whether an account signed in from here before. */
export async function isKnownNetwork(
  account: { username: string } | { email: string },
  address: string,
): Promise<boolean> {
  const where = { network: networkOf(address), user: account };
  return (await db.knownNetwork.findFirst({ where, select: { userId: true } })) !== null;
}

async function pruneKnownNetworks(): Promise<number> {
  return db.$executeRaw`DELETE FROM known_networks WHERE last_at < now() - ${keptDays} * interval '1 day'`;
}
