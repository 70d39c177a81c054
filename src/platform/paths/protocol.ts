import { type Query, query } from "./parts.ts";

const token = {
  registryToken: () => "/v2/token",
  tokenDebugger: () => "/why/token",
};

const events = {
  registryEvents: () => "/v2/webhooks/events",
  failedEvents: (params: Query = {}) => query("/admin/events", params),
  retryFailedEvents: () => "/admin/events/retries",
  dismissFailedEvents: () => "/admin/events/dismissals",
  dismissEvent: (event: { id: bigint }) => `/admin/events/${event.id}/dismissals`,
  retryEvent: (event: { id: bigint }) => `/admin/events/${event.id}/retries`,
};

const sync = {
  sync: (params: Query = {}) => query("/admin/sync", params),
  syncRepair: (params: Query = {}) => query("/admin/sync/repair", params),
  syncRepairs: () => "/admin/sync/repairs",
};

export const protocolPaths = { ...token, ...events, ...sync };
