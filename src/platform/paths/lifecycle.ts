import { type Id, type Query, query } from "./parts.ts";

export const lifecyclePaths = {
  deletions: (params: Query = {}) => query("/deletions", params),
  deletion: (plan: Id) => `/deletions/${plan.id}`,
  executeDeletion: (plan: Id) => `/deletions/${plan.id}/execution`,
  restoreDeletion: (plan: Id) => `/deletions/${plan.id}/undo`, // the URL that clients and bookmarks already use

  namespaceRetention: (namespace: Id, params: Query = {}) =>
    query(`/namespaces/${namespace.id}/retention`, params),
  registryRetention: (registry: Id, params: Query = {}) =>
    query(`/admin/registries/${registry.id}/retention`, params),
};
