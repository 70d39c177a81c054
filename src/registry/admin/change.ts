import { z } from "zod";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import type { Registry } from "../../platform/db/client.ts";
import { parse } from "../../platform/http/input/body.ts";
import { findRegistry, updateRegistry } from "../registries.ts";
import { presentRegistry } from "./present.ts";
import { RegistryForm } from "./schemas.ts";

const { shape } = RegistryForm.in;
/** Omitted fields get no defaults here, because those would replace the stored values. */
export const RegistryChanges = z
  .object({
    name: shape.name,
    hostname: shape.hostname,
    external_hostname: shape.external_hostname.unwrap(),
    url: shape.url.unwrap(),
    use_ssl: shape.use_ssl.unwrap(),
    ca: shape.ca.unwrap(),
    pin: shape.pin.unwrap(),
    force: shape.force.unwrap(),
  })
  .partial();

/** Changes the fields of a registry that are sent; the others stay. */
export async function changeRegistry(
  audit: ActorAudit,
  id: number,
  changes: z.infer<typeof RegistryChanges>,
): Promise<Registry> {
  const before = await findRegistry(audit.actor, id);
  return updateRegistry(audit, id, parse(RegistryForm, withChanges(before, changes)));
}

/** A registry with changed fields. A URL that only repeats the host follows a change of the host. */
function withChanges(before: Registry, body: z.infer<typeof RegistryChanges>) {
  const { external_hostname, url, use_ssl, ...rest } = presentRegistry(before);
  const followsHost = url === `http://${rest.hostname}` || url === `https://${rest.hostname}`;
  const keptUrl = body.use_ssl !== undefined || followsHost ? null : url;
  return { ...rest, external_hostname, use_ssl, url: keptUrl, ...body };
}
