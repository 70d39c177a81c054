import { config } from "./config/config.ts";

/** A repository with its namespace and registry. */
export interface Located {
  fullName: string;
  namespace: { registry: Hosted };
}

export type Hosted = { hostname: string };

/**
 * Whether the first component of a name is a host, by the rule of clients; otherwise it is a namespace.
 * https://github.com/distribution/reference
 */
export const isHost = (part: string): boolean => /[.:]/.test(part) || part === "localhost";

/** The name of a repository as people write it: with the host of its registry, unless it is the default registry. */
export function referenceOf({ fullName, namespace: { registry } }: Located): string {
  const [first = ""] = fullName.split("/");
  const elsewhere = registry.hostname !== config.registry.host;
  const mistakable = isHost(first) && fullName !== first && isHost(registry.hostname);
  return elsewhere || mistakable ? `${registry.hostname}/${fullName}` : fullName;
}

/** The same for a namespace; the global one has the name of its registry's host. */
export function namespaceReference({ name, registry }: { name: string; registry: Hosted }): string {
  return name ? referenceOf({ fullName: name, namespace: { registry } }) : registry.hostname;
}
