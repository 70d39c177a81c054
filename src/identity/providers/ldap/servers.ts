import { lookup as resolve } from "node:dns";
import type { LookupFunction } from "node:net";
import { log } from "../../../platform/log.ts";
import { guardedLookup } from "../../../platform/outgoing/address-guard.ts";
import { signInProviders } from "../address-problem.ts";
import { type Binder, type Connection, connect } from "./connection.ts";
import { DirectoryFailure, failureOf } from "./failure.ts";
import { type Directory, type ServerAddress, serversOf } from "./settings.ts";

const avoidMs = 30_000; // a server that failed is tried last
const pauseMs = 3_000; // after no server answered, nobody waits for the next attempt
const refusedPauseMs = 30_000; // after the bind of Portus itself was refused

/** The servers of a directory, tried in turn. */
export function createServerList(directory: Directory) {
  const servers = serversOf(directory.settings);
  const failedAt = new Map<ServerAddress, number>();
  const lookup = lookupFor(directory);
  let down: { until: number; failure: DirectoryFailure } | null = null;

  const inTurn = () => {
    const avoided = (server: ServerAddress) =>
      Date.now() - (failedAt.get(server) ?? 0) < avoidMs ? 1 : 0;
    return [...servers].sort((a, b) => avoided(a) - avoided(b));
  };

  const connectTo = async (server: ServerAddress, binder: Binder, until: number) => {
    try {
      const connection = await connect({ ...directory, lookup }, server, binder, until);
      failedAt.delete(server);
      return connection;
    } catch (error) {
      const failure = failureOf(error, directory.name);
      if (failure.code !== null && failure.problem !== "unreachable") throw failure; // its answer
      failedAt.set(server, Date.now());
      log.warn({ directory: directory.name, why: failure.message }, "a directory server failed");
      return failure;
    }
  };

  const pause = (failure: DirectoryFailure, ms: number): DirectoryFailure => {
    down = { until: Date.now() + ms, failure };
    return failure;
  };

  const connectAny = async (binder: Binder, until: number): Promise<Connection> => {
    if (down && Date.now() < down.until) throw down.failure;
    if (Date.now() >= until) throw failureOf(new Error("it timed out"), directory.name);
    let last = failureOf(new Error("it has no servers"), directory.name);
    for (const [at, server] of inTurn().entries()) {
      const share = Math.max(0, until - Date.now()) / (servers.length - at);
      const found = await connectTo(server, binder, Math.min(until, Date.now() + share));
      if (!(found instanceof DirectoryFailure)) return found;
      last = found;
    }
    throw pause(last, pauseMs);
  };

  return {
    connect: connectAny,
    /** The same for Portus itself. A bind that is refused is not tried again at once: directories lock accounts for that. */
    connectSelf: (binder: Binder, until: number) =>
      connectAny(binder, until).catch((error) => {
        const isRefused = error instanceof DirectoryFailure && error.problem === "refused";
        throw isRefused ? pause(error, refusedPauseMs) : error;
      }),
  };
}

/** How the host names of a directory are resolved: to public addresses only, unless the environment declares it. */
export const lookupFor = ({ declared }: Pick<Directory, "declared">): LookupFunction =>
  declared ? resolve : guardedLookup(signInProviders);
