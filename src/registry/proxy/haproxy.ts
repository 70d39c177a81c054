import { explanation, portusPaths, type Site } from "./rules.ts";

/** A haproxy.cfg. HAProxy passes Host and streams bodies unless configured to buffer them. */
export function haproxyConfig(site: Site): string {
  const ssl = site.registryHttps ? " ssl verify required ca-file @system-ca" : "";
  const address = site.host.startsWith("[") ? `:::${site.port} v4v6` : `:${site.port}`;
  const certificate = site.tls?.certificate ?? "/etc/haproxy/portus.pem"; // and its key
  const lines = [
    ...explanation(site, "haproxy").map((line) => `# ${line}`),
    "defaults",
    "    mode http",
    "    timeout connect 5s",
    "    timeout client 15m",
    "    timeout server 15m",
    "",
    "frontend registry",
    `    bind ${address}${site.https ? ` ssl crt ${certificate}` : ""}`,
    "    http-request set-header X-Forwarded-For %[src]",
    `    http-request set-header X-Forwarded-Proto ${site.https ? "https" : "http"}`,
    `    acl portus path -m reg '${portusPaths}'`, // in double quotes, $ would start a variable
    "    use_backend portus if portus",
    ...(site.pages
      ? ["    use_backend registry if { path_beg /v2/ }", "    default_backend portus"]
      : ["    default_backend registry"]),
    "",
    "backend portus",
    `    server portus ${site.portus}`,
    "",
    "backend registry",
    `    server registry ${site.registry}${ssl}`,
  ];
  return `${lines.join("\n")}\n`;
}
