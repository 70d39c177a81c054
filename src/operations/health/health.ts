import { setTimeout as pause } from "node:timers/promises";
import { config } from "../../platform/config/config.ts";
import { pool } from "../../platform/db/client.ts";
import { isDiskFull } from "../../platform/db/disk.ts";
import { schemaIsCurrent } from "../../platform/db/migrate.ts";
import { errorCode } from "../../platform/error-fields.ts";
import { log } from "../../platform/log.ts";
import { staleWhileRevalidate } from "../../platform/stale-while-revalidate.ts";
import { reachability } from "../../registry/client/reachability.ts";
import { knownRegistries } from "../../registry/known-registries.ts";
import { canSign, readyLeaf } from "../../registry/signing/keys.ts";

/** Whether a part of Portus can be used, and if not, why. */
export interface Health {
  msg: string;
  success: boolean;
}

/** The same with a sentence for the operator. */
interface Probed extends Health {
  sentence: string;
}

const answerTimeoutMs = 900; // for each part, so that a probe has its answer within two seconds

/** Whether Postgres answers in time, accepts changes and has this version's schema. */
export async function databaseHealth(timeoutMs = answerTimeoutMs): Promise<Probed> {
  asking ??= databaseState().finally(() => {
    asking = undefined;
  });
  return states[await inTime<State>(asking, "silent", timeoutMs)];
}

let asking: Promise<State> | undefined; // shared by all that ask meanwhile

type State = "ready" | "old" | "read-only" | "full" | "crowded" | "away" | "silent";

/** Asked twice, because the first answer may be that of a connection that has just ended. */
function databaseState(): Promise<State> {
  return askDatabase()
    .catch(askDatabase)
    .catch((error) => (errorCode(error) === tooManyConnections ? "crowded" : "away"));
}

const tooManyConnections = "53300";

async function askDatabase(): Promise<State> {
  const { rows } = await pool.query("SHOW transaction_read_only");
  if (!(await schemaIsCurrent(pool))) return "old";
  if (rows[0]?.transaction_read_only === "on") return "read-only";
  return isDiskFull() ? "full" : "ready";
}

const bad = (msg: string, sentence: string): Probed => ({ msg, sentence, success: false });

const states: Record<State, Probed> = {
  ready: { msg: "database is up-to-date", sentence: "ready", success: true },
  old: bad(
    "database is not of this version",
    "The database's schema belongs to another version of Portus.",
  ),
  "read-only": bad(
    "database is read-only",
    "The database is read-only: it is a standby, or default_transaction_read_only is on.",
  ),
  full: bad(
    "database has no disk space",
    "The disk of the database is full: it refused a change within the last seconds.",
  ),
  crowded: bad(
    "database has no connections left",
    "The database has no connections left for Portus: max_connections is too low, or other programs hold them.",
  ),
  away: bad("database cannot be reached", "The database can't be reached."),
  silent: bad("database does not answer", "The database does not answer in time."),
};

/** Whether tokens can be signed. A signing key that has ended is replaced. */
export async function signingHealth(): Promise<Probed> {
  const replaced = readyLeaf(config.tokenTtl).catch((error) => {
    log.error({ err: error }, "the signing key can't be replaced");
  });
  await inTime<unknown>(replaced, null, answerTimeoutMs);
  return canSign(config.tokenTtl)
    ? { msg: "tokens can be signed", sentence: "ready", success: true }
    : bad(
        "tokens cannot be signed",
        "The signing key has ended and could not be replaced, so no tokens are issued. The log says why.",
      );
}

async function inTime<T>(work: Promise<T>, otherwise: T, timeoutMs: number): Promise<T> {
  const late = pause(timeoutMs, otherwise, { ref: false });
  return Promise.race([work, late]);
}

export const unknownHealth: Health = {
  msg: "registry is not known while the database is not",
  success: false,
};

export async function registryHealth(): Promise<Health> {
  const states = await cachedStates();
  if (!states) return { msg: "registry did not answer yet", success: false };
  if (states.value.length === 0) return { msg: "no registry configured", success: false };
  const bad = states.value.flatMap(({ name, problem }) => (problem ? [`${name}: ${problem}`] : []));
  return { msg: bad.join("; ") || "registry is reachable", success: bad.length === 0 };
}

/** Whether each registry can be reached: `problem` is null if it can. Empty if that is not known yet. */
export async function registryStates(): Promise<readonly RegistryState[]> {
  return (await cachedStates())?.value ?? [];
}

interface RegistryState {
  name: string;
  hostname: string;
  problem: string | null;
}

const pingTimeoutMs = 4_000; // shorter than callers wait, so that they learn of a registry that hangs now

/** Cached, because the endpoint is public and each check sends requests to the registries. */
const cachedStates = staleWhileRevalidate(
  async (): Promise<RegistryState[]> =>
    Promise.all(
      (await knownRegistries()).map(async (registry) => {
        const { name, hostname } = registry;
        const problem = (await reachability(registry, pingTimeoutMs))?.message ?? null;
        return { name, hostname, problem };
      }),
    ),
  { freshMs: 2_000, timeoutMs: 5_000 },
);
