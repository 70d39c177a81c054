import type { Located } from "../reference.ts";
import { name, type Query, query } from "./parts.ts";

/** Pages of pulls and unused images: of a repository, of a namespace, or of everything (null). */
export const usagePaths = {
  repositoryUsage: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/usage`, params),
  usage: (namespace: { id: number } | null, params: Query = {}) =>
    query(`${placeOf(namespace)}/usage`, params),
  stale: (namespace: { id: number } | null, params: Query = {}) =>
    query(`${placeOf(namespace)}/stale`, params),
};

function placeOf(namespace: { id: number } | null): string {
  return namespace ? `/namespaces/${namespace.id}` : "/admin";
}
