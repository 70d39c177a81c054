import {
  connect,
  createServer,
  type IpcNetConnectOpts,
  type Socket,
  type TcpNetConnectOpts,
} from "node:net";
import { after } from "node:test";
import pg from "pg";

/**
 * A network link to a server, which a test breaks. `silence()` drops what the open connections send, in both directions
 * and without a reset, as a firewall does that has forgotten them; new connections still work.
 */
export interface Link {
  port: number;
  silence(): void;
  /** New connections are accepted and get no answer either. */
  silenceAll(): void;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  /** Delays each piece by so many ms. */
  slow(ms: number): void;
  /** Later connections work again; silent ones stay silent. */
  heal(): void;
  /** Later connections lead to another server, as when a host name changes hands. */
  leadTo(port: number): void;
}

export async function startLink(first: TcpNetConnectOpts | IpcNetConnectOpts): Promise<Link> {
  let to = first;
  const pairs = new Set<{ sockets: Socket[]; silent: boolean }>();
  let mode: "open" | "silent" | "cut" = "open";
  let delay = 0;

  const server = createServer((near) => {
    if (mode === "cut") return void near.destroy();
    const far = connect(to);
    const pair = { sockets: [near, far], silent: mode === "silent" };
    pairs.add(pair);
    const pass = (from: Socket, into: Socket) => {
      from.on("data", (piece) => {
        if (pair.silent) return;
        if (delay > 0) setTimeout(() => pair.silent || into.write(piece), delay);
        else into.write(piece);
      });
      from.on("error", () => {});
      from.on("close", () => {
        if (!pair.silent) into.destroy();
        if (from === near) pairs.delete(pair);
      });
    };
    pass(near, far);
    pass(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();

  const silence = () => {
    for (const pair of pairs) pair.silent = true;
  };
  const destroy = () => {
    for (const { sockets } of pairs) for (const socket of sockets) socket.destroy();
  };
  after(() => {
    destroy();
    server.close();
  });
  return {
    port: typeof address === "object" && address ? address.port : 0,
    silence,
    silenceAll: () => {
      mode = "silent";
      silence();
    },
    cut: () => {
      mode = "cut";
      destroy();
    },
    slow: (ms) => {
      delay = ms;
    },
    heal: () => {
      mode = "open";
      delay = 0;
    },
    leadTo: (port) => {
      to = { host: "127.0.0.1", port };
    },
  };
}

/** A link to a database, and the database's address through it. */
export async function linkTo(databaseUrl: string): Promise<Link & { url: string }> {
  const { host, port } = new pg.Client(databaseUrl); // as it reads the address
  const link = await startLink(
    host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port },
  );
  const url = new URL(databaseUrl);
  url.searchParams.delete("host");
  url.hostname = "127.0.0.1";
  url.port = String(link.port);
  return { ...link, url: url.href };
}
