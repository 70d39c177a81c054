import { type RegistrySettings, registryConfig } from "../../../registry/config/file.ts";
import { realmProblems } from "../../../registry/config/realm.ts";
import type { Instance } from "../instance.ts";
import type { Kind, Values } from "../kind.ts";
import { eventsUrl, listen, path, realm, registryVersion, storage } from "../options.ts";

const registry: Kind = {
  name: "registry",
  title: "Registry",
  group: "Registry",
  for: "admins",
  does: "The config.yml of Distribution 3 or 2.8, which makes it ask Portus for tokens and send it events.",
  file: "config.yml",
  save: "Save it as the registry's config.yml, readable only for the registry. Save portus.crt (“Certificate of Portus's tokens”, ca) where rootcertbundle names it, and restart the registry.",
  needs: "events",
  options: [
    registryVersion,
    listen(({ settings }) => settings.listen),
    storage(({ settings }) => settings.storage),
    path(
      {
        name: "certificate",
        label: "Portus's certificate",
        hint: "Where the registry finds portus.crt.",
      },
      ({ settings }) => settings.certificate,
    ),
    realm,
    eventsUrl(({ settings }) => settings.eventsUrl),
  ],
  make: (value, { settings }) =>
    registryConfig({
      ...settings,
      ...connection(value),
      listen: value("listen"),
      storage: value("storage"),
      certificate: value("certificate"),
    }),
  notes: realmNotes,
};

const ca: Kind = {
  name: "ca",
  title: "Certificate of Portus's tokens",
  group: "Registry",
  for: "admins",
  does: "The certificate by which a registry knows that a token is from this Portus. bin/portus ca prints the same.",
  file: "portus.crt",
  save: "Save it where the registry's config.yml names it (rootcertbundle), and restart the registry. It is no secret.",
  options: [],
  make: (_value, { certificate }) => certificate(),
};

export const registryKinds = [registry, ca];

/** The settings that are chosen for a registry wherever it runs. */
export function connection(
  value: Values,
): Pick<RegistrySettings, "version" | "realm" | "eventsUrl"> {
  return {
    version: value("registry") === "2" ? 2 : 3,
    realm: value("realm"),
    eventsUrl: value("events-url"),
  };
}

/** Which clients will refuse the address of the token endpoint. */
export function realmNotes(value: Values, { host, registryUrl }: Instance): string[] {
  return realmProblems({ url: value("realm"), host, registryUrl });
}
