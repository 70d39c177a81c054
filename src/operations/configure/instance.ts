import type { RegistrySettings } from "../../registry/config/file.ts";
import type { Site } from "../../registry/proxy/rules.ts";

/** What the files say about this Portus and one of its registries. */
export interface Instance {
  url: string; // of Portus
  host: string; // of the registry, as people type it
  registryUrl: string; // how Portus reaches it
  settings: RegistrySettings;
  site: Site;
  trustsProxy: boolean; // to report the addresses of clients
  /** The certificate in PEM by which registries know Portus's tokens. */
  certificate(): string;
  /** Who uses the files of clients, and a repository of theirs. */
  username: string;
  repository: string;
}

/** How clients reach the registry, as far as the settings tell. */
export function clientScheme({ url, registryUrl }: Instance): "https" | "http" {
  return [url, registryUrl].some((address) => address.startsWith("https:")) ? "https" : "http";
}

/** The same instance as people see it who have no use for its secrets. */
export function withoutSecrets(instance: Instance): Instance {
  const { settings } = instance;
  return {
    ...instance,
    settings: { ...settings, eventsSecret: "EVENTS-SECRET", httpSecret: "HTTP-SECRET" },
  };
}
