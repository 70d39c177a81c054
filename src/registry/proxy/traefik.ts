import { explanation, portusPaths, type Site } from "./rules.ts";

/** A dynamic configuration file for Traefik 3. */
export function traefikConfig(site: Site): string {
  const host = hostRule(site.host);
  const tls = site.tls?.resolver ? `{certResolver: ${JSON.stringify(site.tls.resolver)}}` : "{}";
  const router = (name: string, rule: string, [priority, service]: [number, string]) => [
    `    ${name}:`,
    `      rule: ${JSON.stringify(rule)}`,
    `      priority: ${priority}`,
    `      service: ${service}`,
    ...(site.https ? [`      tls: ${tls}`] : []),
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

/** Traefik compares an IPv6 address without its brackets if the request names a port, and else with them. */
function hostRule(host: string): string {
  const rule = `Host(\`${host}\`)`;
  return host.startsWith("[") ? `(${rule} || Host(\`${host.slice(1, -1)}\`))` : rule;
}
