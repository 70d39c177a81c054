import { type Config, config } from "../../platform/config/config.ts";
import { Invalid } from "../../platform/errors.ts";
import { registrySettings } from "../../registry/config/file.ts";
import { eventsSecretOf } from "../../registry/events-secrets.ts";
import { knownRegistries } from "../../registry/known-registries.ts";
import { siteOf } from "../../registry/proxy/print.ts";
import { caCertificate } from "../../registry/signing/keys.ts";
import type { Instance } from "./instance.ts";

/** Placeholders for the name and the repository of the person who uses a file. */
const somebody = { username: "YOUR-NAME", repository: "your-namespace/app" };

/** The values of this Portus and its default registry. */
export function thisInstance(
  person: Partial<typeof somebody> = {},
  of: Readonly<Config> = config,
): Instance {
  const { url, registry } = of;
  return {
    ...somebody,
    ...person,
    url,
    host: registry.host,
    registryUrl: registry.url,
    settings: registrySettings(of),
    site: siteOf({}, of),
    trustsProxy: of.trustProxy !== false,
    certificate: caCertificate,
  };
}

/** The same for a registry that admins have added, by its name. */
export async function instanceWith(name: string, instance: Instance): Promise<Instance> {
  const registries = await knownRegistries();
  const found = registries.find((registry) => registry.name === name);
  if (!found) {
    const names = registries.map((registry) => registry.name).join(", ");
    throw new Invalid({ name: `There is no registry ${name}. These are known: ${names}.` });
  }
  const { hostname, url } = found;
  const settings = { ...instance.settings, service: hostname, eventsSecret: eventsSecretOf(found) };
  const site = siteOf({ service: hostname, registryUrl: url });
  return { ...instance, host: hostname, registryUrl: url, settings, site };
}

/** The names of the registries, oldest first. */
export async function registryNames(): Promise<string[]> {
  return (await knownRegistries()).map(({ name }) => name);
}
