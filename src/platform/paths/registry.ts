import type { Id } from "./parts.ts";

export const registryPaths = {
  registries: () => "/admin/registries",
  registry: (registry: Id) => `/admin/registries/${registry.id}`,
  eventsSecret: (registry: Id) => `/admin/registries/${registry.id}/events-secret`,
  endEventsSecret: (registry: Id) =>
    `/admin/registries/${registry.id}/events-secret/previous/deletion`,
};
