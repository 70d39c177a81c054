import { explanation, portusPaths, type Site } from "./rules.ts";

/** A haproxy.cfg. HAProxy passes Host and streams bodies unless configured to buffer them. */
export function haproxyConfig(site: Site): string {
  const ssl = site.registryHttps ? " ssl verify required ca-file @system-ca" : "";
  const lines = [
    ...explanation(site, "haproxy").map((line) => `# ${line}`),
    "defaults",
    "    mode http",
    "    timeout connect 5s",
    "    timeout client 15m",
    "    timeout server 15m",
    "",
    "frontend registry",
    `    bind :${site.port}${site.https ? " ssl crt /etc/haproxy/portus.pem" : ""}`,
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
