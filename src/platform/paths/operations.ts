import { type Id, type Query, query } from "./parts.ts";

/** Includes the admin pages of the layers below: registries, events and syncs. */
export const operationsPaths = {
  home: () => "/",
  activity: (params: Query = {}) => query("/activity", params),
  admin: () => "/admin",
  activitiesCsv: (params: Query = {}) => query("/admin/activities.csv", params),
  activitiesNdjson: (params: Query = {}) => query("/admin/activities.ndjson", params),
  settings: () => "/admin/settings",

  registries: () => "/admin/registries",
  newRegistry: () => "/admin/registries/new",
  registry: (registry: Id) => `/admin/registries/${registry.id}`,

  failedEvents: (params: Query = {}) => query("/admin/events", params),
  retryFailedEvents: () => "/admin/events/retry",
  retryEvent: (event: { id: bigint }) => `/admin/events/${event.id}/retry`,
  sync: (params: Query = {}) => query("/admin/sync", params),
  syncRepair: (params: Query = {}) => query("/admin/sync/repair", params),
  syncRepairs: () => "/admin/sync/repairs",

  theme: () => "/theme",
  apiReference: () => "/api",
  openApi: () => "/api/openapi.json",
};
