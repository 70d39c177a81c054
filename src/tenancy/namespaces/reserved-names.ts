import { namespaceNameFrom } from "../../registry/names.ts";
import { probeNamespace } from "../../registry/probe-repository.ts";

const products = ["portus", "library", "global", "anonymous", probeNamespace]; // Portus's own words, and Docker's
const authorities = ["admin", "root", "registry"];

/** Whether a user name is, or gives its namespace, a name that nobody has: `library@` would own the namespace `library`. */
export function isReservedName(name: string): boolean {
  return products.includes(namespaceNameFrom(name) ?? name);
}

/** Whether a name suggests authority. Only admins, and the first person, choose such a name. */
export function suggestsAuthority(name: string): boolean {
  return authorities.includes(namespaceNameFrom(name) ?? name);
}
