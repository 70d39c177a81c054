import { config } from "../platform/config/config.ts";
import { isHost } from "../platform/reference.ts";
import { findRegistryByHost } from "./registries.ts";

/**
 * Splits a reference into the registry's host and the repository's full name. A reference without a known host is a name
 * in the default registry; a host without a name is its global namespace.
 */
export async function readReference(reference: string) {
  const [first = "", ...rest] = reference.split("/");
  const registry = isHost(first) ? await findRegistryByHost(first.toLowerCase()) : null;
  return registry
    ? { hostname: registry.hostname, fullName: rest.join("/") }
    : { hostname: config.registry.host, fullName: reference };
}
