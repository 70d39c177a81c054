import type { LookupFunction } from "node:net";
import type { Client, Entry, Filter } from "ldapts";
import { inTime } from "../../../platform/in-time.ts";
import { addressesOf, type Line, openLine } from "./client.ts";
import { DirectoryFailure, failureOf } from "./failure.ts";
import { readPages } from "./pages.ts";
import type { Directory, LdapSettings, ServerAddress } from "./settings.ts";

/** What is read from a directory at once. */
export interface Query {
  base: string;
  scope?: "base" | "sub";
  filter: Filter;
  attributes: readonly string[];
  /** Attributes whose values are bytes. */
  binary?: readonly string[];
}

/** A connection that is bound. Every call fails when the time is up; after a failure it may be of no more use. */
export interface Connection {
  server: string; // for people
  certificateEnds: Date | null; // null without TLS
  isUsable(): boolean;
  /** At most so many entries; the directory may have more. */
  first(max: number, query: Query, until: number): Promise<Entry[]>;
  /** All entries. Throws if the directory gives out only a part of them, or if there are too many. */
  all(query: Query, until: number): Promise<Entry[]>;
  close(): void;
}

/** Who binds. An empty DN is nobody: an anonymous bind. */
export interface Binder {
  dn: string;
  password: string;
}

/** Connects to a server, encrypts as the settings say, and binds. Tries each address of its name. */
export async function connect(
  { settings, lookup }: Pick<Directory, "settings"> & { lookup?: LookupFunction },
  { host, port }: ServerAddress,
  binder: Binder,
  until: number,
): Promise<Connection> {
  if (binder.dn !== "" && binder.password === "") throw emptyPassword();
  const server = `${host}:${port}`;
  const addresses = await beforeEnd(until, addressesOf(host, lookup)).catch((error) => {
    throw failureOf(error, server);
  });
  let last: unknown = new Error("its name has no address");
  for (const address of addresses) {
    const line = openLine(settings, { address, port, name: host }, until);
    try {
      if (settings.encryption === "start_tls") await beforeEnd(until, line.encrypt());
      await beforeEnd(until, line.client.bind(binder.dn, binder.password));
      return connectionOn(line, server, settings);
    } catch (error) {
      line.close();
      last = error;
      if (isAnswer(error)) break; // its other addresses would say the same
    }
  }
  throw failureOf(last, server);
}

const beforeEnd = <T>(until: number, work: Promise<T>): Promise<T> =>
  inTime(work, until - Date.now(), "it timed out");

/** RFC 4513, 5.1.2: a bind with a name and no password succeeds, and proves nothing. */
const emptyPassword = () =>
  new DirectoryFailure("settings", "A bind without a password proves nothing, and is never sent.");

function connectionOn(line: Line, server: string, settings: LdapSettings): Connection {
  const { client } = line;
  let isOpen = true;
  const close = () => {
    isOpen = false; // before the client notices
    line.close();
  };
  const attempt = async <T>(until: number, work: () => Promise<T>): Promise<T> => {
    line.allowAnswer();
    try {
      return await beforeEnd(until, work());
    } catch (error) {
      if (!isAnswer(error)) close();
      throw failureOf(error, server);
    }
  };
  const options = ({ scope = "sub", filter, attributes, binary = [] }: Query) => ({
    scope,
    filter,
    attributes: [...attributes],
    explicitBufferAttributes: [...binary],
    timeLimit: settings.timeoutSeconds,
  });
  return {
    server,
    certificateEnds: line.certificateEnds(),
    isUsable: () => isOpen && client.isConnected,
    first: (max, query, until) =>
      attempt(until, () => searchFirst(client, query.base, { ...options(query), sizeLimit: max })),
    all: (query, until) => attempt(until, () => readPages(client, query.base, options(query))),
    close,
  };
}

type SearchOptions = Parameters<Client["search"]>[1];

async function searchFirst(client: Client, base: string, options: SearchOptions): Promise<Entry[]> {
  return (await client.search(base, options)).searchEntries;
}

/** Whether an error is what the server answered: the connection still works. */
const isAnswer = (error: unknown) => typeof Reflect.get(Object(error), "code") === "number";
