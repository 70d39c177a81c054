import { config } from "./config/config.ts";

/** A repository together with where it lies. */
export interface Located {
  fullName: string;
  namespace: { registry: Hosted };
}

type Hosted = { hostname: string };

/**
 * Whether the first part of a name is a host, as clients tell it: otherwise it is a namespace.
 * https://github.com/distribution/reference
 */
export const isHost = (part: string): boolean => /[.:]/.test(part) || part === "localhost";

/** A repository as people name it: with its registry's host, unless that is the one that the environment names. */
export function referenceOf({ fullName, namespace: { registry } }: Located): string {
  const [first = ""] = fullName.split("/");
  const elsewhere = registry.hostname !== config.registry.host;
  const mistakable = isHost(first) && fullName !== first && isHost(registry.hostname);
  return elsewhere || mistakable ? `${registry.hostname}/${fullName}` : fullName;
}

/** The same of a namespace; the global one goes by its registry's host. */
export function namespaceReference({ name, registry }: { name: string; registry: Hosted }): string {
  return name ? referenceOf({ fullName: name, namespace: { registry } }) : registry.hostname;
}
