import type { Located } from "../reference.ts";
import { type Id, type Query, query } from "./parts.ts";
import { name } from "./repository-name.ts";

const deletion = {
  deletions: (params: Query = {}) => query("/deletions", params),
  nextDeletions: (params: Query = {}) => query("/deletions/next", params),
  deletion: (plan: Id) => `/deletions/${plan.id}`,
  executeDeletion: (plan: Id) => `/deletions/${plan.id}/execution`,
  restoreDeletion: (plan: Id) => `/deletions/${plan.id}/restoration`,
  planDeletion: (repository: Located) => `/repositories/${name(repository)}/-/deletion`,
  untagged: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/untagged`, params),
  namespaceDeletion: (namespace: Id) => `/namespaces/${namespace.id}/deletion`,
  teamDeletion: (team: Id) => `/teams/${team.id}/deletion`,
};

const retention = {
  retention: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/retention`, params),
  namespaceRetention: (namespace: Id, params: Query = {}) =>
    query(`/namespaces/${namespace.id}/retention`, params),
  registryRetention: (registry: Id, params: Query = {}) =>
    query(`/admin/registries/${registry.id}/retention`, params),
  retentionOf,
  retentionRules: (scope: RetentionScope, params: Query = {}) =>
    query(`${retentionOf(scope)}/rules`, params),
  retentionRulesRemoval: (scope: RetentionScope) => `${retentionOf(scope)}/rules/removal`,
};

const immutable = {
  immutableTags: (repository: Located) => `/repositories/${name(repository)}/-/immutable-tags`,
  namespaceImmutableTags: (namespace: Id) => `/namespaces/${namespace.id}/immutable-tags`,
};

export const lifecyclePaths = { ...deletion, ...retention, ...immutable };

type RetentionScope =
  | { kind: "registry"; registry: Id }
  | { kind: "namespace"; namespace: Id }
  | { kind: "repository"; repository: Located };

function retentionOf(scope: RetentionScope, params: Query = {}): string {
  if (scope.kind === "registry") return retention.registryRetention(scope.registry, params);
  return scope.kind === "namespace"
    ? retention.namespaceRetention(scope.namespace, params)
    : retention.retention(scope.repository, params);
}
