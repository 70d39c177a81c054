import { explanation, portusPaths, type Site } from "./rules.ts";

/** A dynamic configuration file for Traefik 3. */
export function traefikConfig(site: Site): string {
  const host = `Host(\`${site.host}\`)`;
  const router = (name: string, rule: string, [priority, service]: [number, string]) => [
    `    ${name}:`,
    `      rule: ${JSON.stringify(rule)}`,
    `      priority: ${priority}`,
    `      service: ${service}`,
    ...(site.https ? ["      tls: {}"] : []),
  ];
  const service = (name: string, url: string) => [
    `    ${name}:`,
    "      loadBalancer:",
    "        passHostHeader: true",
    `        servers: [{url: ${JSON.stringify(url)}}]`,
  ];
  const lines = [
    ...explanation(site, "traefik").map((line) => `# ${line}`),
    "# A large layer takes longer than the 60 s that an entry point reads a request: set its",
    "# transport.respondingTimeouts.readTimeout to 0 in the static configuration.",
    "http:",
    "  routers:",
    ...router("portus-rules", `${host} && PathRegexp(\`${portusPaths}\`)`, [300, "portus"]),
    ...(site.pages
      ? [
          ...router("registry", `${host} && PathPrefix(\`/v2/\`)`, [200, "registry"]),
          ...router("portus-pages", host, [100, "portus"]),
        ]
      : router("registry", host, [200, "registry"])),
    "  services:",
    ...service("portus", `http://${site.portus}`),
    ...service("registry", `${site.registryHttps ? "https" : "http"}://${site.registry}`),
  ];
  return `${lines.join("\n")}\n`;
}
