import { z } from "zod";
import type { Registry } from "../../platform/db/client.ts";
import { eventsSecretOf } from "../events-secrets.ts";

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

/** A registry with its secret, which is in the answer to its creation and to each rotation only. */
export const RevealedRegistryEntity = RegistryEntity.extend({
  events_secret: z.string().optional(),
});

export function presentWithSecret(registry: Registry) {
  return { ...presentRegistry(registry), events_secret: eventsSecretOf(registry) };
}

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
