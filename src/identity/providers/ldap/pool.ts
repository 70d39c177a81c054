import { hash } from "node:crypto";
import { createLimiter, TooMuchWork } from "../../../platform/limiter.ts";
import type { Binder, Connection } from "./connection.ts";
import { DirectoryFailure } from "./failure.ts";
import { createServerList } from "./servers.ts";
import type { Directory } from "./settings.ts";

const maxConnections = 4;
const maxWaiting = 100;
const maxIdle = 2;
const maxIdleMs = 60_000; // for directories that are deleted, and for firewalls that forget connections

/** Connections of one directory on which Portus itself is bound, and which servers answer. */
export interface Pool {
  /** Runs work on a connection. Work on one that the server had closed meanwhile is repeated on a new one. */
  use<T>(until: number, work: (connection: Connection) => Promise<T>): Promise<T>;
  /** A connection of its own, bound as somebody else. Its caller closes it. */
  bindAs(binder: Binder, until: number): Promise<Connection>;
  close(): void;
}

export function createPool(directory: Directory): Pool {
  const idle: Connection[] = [];
  const servers = createServerList(directory);
  const limit = createLimiter({ maxRunning: maxConnections, maxWaiting });
  const self = { dn: directory.settings.bindDn ?? "", password: directory.password };

  const release = (connection: Connection) => {
    if (!connection.isUsable() || idle.length >= maxIdle) return connection.close();
    idle.push(connection);
    setTimeout(() => closeIdle(connection), maxIdleMs).unref();
  };
  const closeIdle = (connection: Connection) => {
    const at = idle.indexOf(connection);
    if (at >= 0) for (const it of idle.splice(at, 1)) it.close();
  };
  const attempt = async <T>(connection: Connection, work: (it: Connection) => Promise<T>) => {
    try {
      return await work(connection);
    } finally {
      release(connection);
    }
  };

  return {
    use: (until, work) =>
      limit(async () => {
        const known = idle.pop();
        if (!known?.isUsable()) return attempt(await servers.connectSelf(self, until), work);
        try {
          return await attempt(known, work);
        } catch (error) {
          if (known.isUsable()) throw error;
          return attempt(await servers.connectSelf(self, until), work);
        }
      }).catch(explainBusy),
    bindAs: (binder, until) => servers.connect(binder, until),
    close: () => {
      for (const connection of idle.splice(0)) connection.close();
    },
  };
}

function explainBusy(error: unknown): never {
  if (!(error instanceof TooMuchWork)) throw error;
  throw new DirectoryFailure("unreachable", "Too many people are signing in at once.");
}

/** A directory, and the connections to it. */
export interface Reach {
  directory: Directory;
  pool: Pool;
}

const reaches = new Map<number, { fingerprint: string; reach: Reach }>();

/** The connections to a directory. After a change of its settings they are new ones. */
export function reachOf(directory: Directory): Reach {
  const fingerprint = hash("sha256", JSON.stringify(directory), "base64");
  const known = reaches.get(directory.id);
  if (known?.fingerprint === fingerprint) return known.reach;
  known?.reach.pool.close();
  const reach = { directory, pool: createPool(directory) };
  reaches.set(directory.id, { fingerprint, reach });
  return reach;
}
