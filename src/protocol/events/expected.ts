import { db } from "../../platform/db/client.ts";
import { errorMessage } from "../../platform/error-fields.ts";
import { log } from "../../platform/log.ts";
import { knownRegistries } from "../../registry/known-registries.ts";
import type { Access } from "../../registry/signing/token.ts";

/** What a repository is waited for: its name, and until when the last token is valid. */
interface Noted {
  service: string;
  repository: string;
  until: number; // ms since the epoch
  grants: number;
}

const maxNoted = 10_000; // between two writes
const leewayMs = 60_000; // for which registries accept a token after its end
const noted = new Map<string, Noted>();

/** Notes that a token allows pushes or deletions, whose events must arrive. Only in memory: it delays no token. */
export function noteGrants(service: string, access: readonly Access[], ttl: number): void {
  const until = Date.now() + ttl * 1000 + leewayMs;
  for (const { type, name: repository, actions } of access) {
    if (type !== "repository" || !actions.some(changesSomething)) continue;
    const key = `${service} ${repository}`;
    const grants = (noted.get(key)?.grants ?? 0) + 1;
    if (grants > 1 || noted.size < maxNoted) noted.set(key, { service, repository, until, grants });
  }
}

const changesSomething = (action: string) => action !== "pull";

/** Writes down what was noted. What can't be written is dropped: the next sync of the whole registry finds it, too. */
export async function flushGrants(): Promise<void> {
  if (noted.size === 0) return;
  const taken = [...noted.values()];
  noted.clear();
  try {
    const registries = await knownRegistries();
    for (const { id, hostname, externalHostname } of registries) {
      const own = taken.filter(
        ({ service }) => service === hostname || service === externalHostname,
      );
      if (own.length > 0) await store(id, own);
    }
  } catch (error) {
    log.warn({ why: errorMessage(error) }, "the granted pushes could not be written down");
  }
}

const maxExpected = 20_000; // repositories of a registry: more are left to its syncs
const firstCheckSeconds = 60; // most pushes are done by then

async function store(registryId: number, own: readonly Noted[]): Promise<void> {
  const grants = own.reduce((sum, it) => sum + it.grants, 0);
  await db.$executeRaw`
    INSERT INTO expected_events AS known (registry_id, repository, since, until, check_after)
    SELECT ${registryId}, repository, now(), to_timestamp(until / 1000), now() + make_interval(secs => ${firstCheckSeconds})
    FROM unnest(${own.map((it) => it.repository)}::text[], ${own.map((it) => it.until)}::float8[]) AS given (repository, until)
    WHERE (SELECT count(*) FROM expected_events WHERE registry_id = ${registryId}) < ${maxExpected}
    ON CONFLICT (registry_id, repository) DO UPDATE SET until = greatest(known.until, excluded.until),
      check_after = least(known.check_after, excluded.check_after)`;
  await db.$executeRaw`
    INSERT INTO event_flows AS known (registry_id, grants, watch_after)
    VALUES (${registryId}, ${grants}, now() + make_interval(secs => ${firstCheckSeconds}))
    ON CONFLICT (registry_id) DO UPDATE SET grants = least(known.grants + excluded.grants, 1000000),
      watch_after = least(known.watch_after, excluded.watch_after)`;
}
