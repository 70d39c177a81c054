import { config } from "../../../platform/config/config.ts";
import { db } from "../../../platform/db/client.ts";
import { isOwnHost } from "../../../platform/http/hosts.ts";
import type { Hosts } from "./pasted.ts";
import { type ParsedQuery, parseQuery } from "./query.ts";

/** What was meant by a text, read with the hosts of this instance. */
export async function readQuery(typed: string): Promise<ParsedQuery> {
  return parseQuery(typed, await ownHosts());
}

async function ownHosts(): Promise<Hosts> {
  const select = { hostname: true, externalHostname: true };
  const registries = await db.registry.findMany({ select }); // there are only a few
  const named = registries.flatMap(({ hostname, externalHostname }) => [
    hostname,
    externalHostname ?? hostname,
  ]);
  return { registries: [...new Set([config.registry.host, ...named])], isSite: isOwnHost };
}
