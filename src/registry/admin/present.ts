import { z } from "zod";
import type { Registry } from "../../platform/db/client.ts";

const Time = z.iso.datetime();

export const RegistryEntity = z.object({
  id: z.int(),
  name: z.string(),
  hostname: z.string(),
  external_hostname: z.string().nullable(),
  use_ssl: z.boolean(),
  created_at: Time,
  updated_at: Time,
  url: z.string(),
  ca: z.string().nullable(),
  pin: z.string().nullable(),
});

export function presentRegistry(registry: Registry) {
  const { id, name, hostname, url, ca, pin } = registry;
  return {
    id,
    name,
    hostname,
    external_hostname: registry.externalHostname,
    use_ssl: url.startsWith("https:"),
    created_at: registry.createdAt,
    updated_at: registry.updatedAt,
    url,
    ca,
    pin,
  };
}
