import { createHmac } from "node:crypto";
import { join } from "node:path";
import type { Config } from "../../platform/config/config.ts";
import { protocolPaths as paths } from "../../platform/paths/protocol.ts";

/** The values that connect a registry to this Portus. */
export interface RegistrySettings {
  version: 2 | 3;
  listen: string; // host:port, or :port for every address
  storage: string;
  realm: string; // the token endpoint, as clients reach it
  service: string;
  issuer: string;
  certificate: string;
  eventsUrl: string; // where the registry sends events
  eventsSecret: string;
  httpSecret: string;
}

/** The program that `bin/up` runs as the registry, as it stores it beside the registry's config. */
export interface RegistryProgram {
  command: string[]; // empty for a container
  version: 2 | 3;
}

export const programFile = (dataDir: string) => join(dataDir, "registry", "program.json");

export function registrySettings(config: Config): RegistrySettings {
  const home = join(config.dataDir, "registry");
  return {
    version: 3,
    listen: `${config.host}:${config.registry.port}`,
    storage: join(home, "storage"),
    realm: `${config.url}${paths.registryToken()}`,
    service: config.registry.host,
    issuer: config.issuer,
    certificate: join(config.dataDir, "ca.crt"),
    eventsUrl: `${config.url}${paths.registryEvents()}`,
    eventsSecret: config.eventsSecret,
    // Uploads in progress survive a restart only if this stays the same. All replicas of a registry share it.
    httpSecret: createHmac("sha256", config.secret).update("registry http.secret").digest("hex"),
  };
}

/** The registry's config.yml. Distribution 2.8 and 3.x read the same keys, except two that only 3.x knows. */
export function registryConfig(settings: RegistrySettings): string {
  const text = JSON.stringify; // a JSON string is a YAML string, whatever is in it
  const for3 = (line: string) => (settings.version === 3 ? [line] : []);
  const lines = [
    "version: 0.1",
    "log:",
    "  level: info",
    "  fields: {service: registry}",
    "storage:",
    `  filesystem: {rootdirectory: ${text(settings.storage)}}`,
    "  delete: {enabled: true}",
    "http:",
    `  addr: ${text(settings.listen)}`,
    `  secret: ${text(settings.httpSecret)}`,
    "  draintimeout: 5s",
    "auth:",
    "  token:",
    `    realm: ${text(settings.realm)}`,
    `    service: ${text(settings.service)}`,
    `    issuer: ${text(settings.issuer)}`,
    `    rootcertbundle: ${text(settings.certificate)}`,
    ...for3("    signingalgorithms: [ES256]"),
    "notifications:",
    "  events: {includereferences: true}",
    "  endpoints:",
    "    - name: portus",
    `      url: ${text(settings.eventsUrl)}`,
    `      headers: {Authorization: [${text(`Bearer ${settings.eventsSecret}`)}]}`,
    "      timeout: 5s",
    "      threshold: 5",
    "      backoff: 1s",
    "      ignoredmediatypes: [application/octet-stream]", // blobs; events of deletions have no type and are still sent
  ];
  return `${lines.join("\n")}\n`;
}
