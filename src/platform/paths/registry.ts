import type { Id } from "./parts.ts";

export const registryPaths = {
  registries: () => "/admin/registries",
  registry: (registry: Id) => `/admin/registries/${registry.id}`,
};
