import { explanation, portusPaths, type Site, type SiteTls } from "./rules.ts";

/** A file to include in nginx's http block. */
export function nginxConfig(site: Site): string {
  const { host, port, https } = site;
  const listens = `${port}${https ? " ssl" : ""};`;
  const registry = `proxy_pass ${site.registryHttps ? "https" : "http"}://registry;`;
  const lines = [
    ...explanation(site, "nginx").map((line) => `# ${line}`),
    "# Include this file in the http block.",
    `upstream portus { server ${site.portus}; }`,
    `upstream registry { server ${site.registry}; }`,
    "",
    "server {",
    `    listen ${listens}`,
    ...(host.startsWith("[") ? [`    listen [::]:${listens}`] : []),
    `    server_name ${host};`,
    ...(https ? certificateLines(site.tls) : []),
    "",
    "    proxy_http_version 1.1;",
    "    proxy_set_header Host $http_host;",
    "    proxy_set_header X-Forwarded-For $remote_addr;",
    "    proxy_set_header X-Forwarded-Proto $scheme;",
    "    client_max_body_size 0;",
    "    proxy_request_buffering off;",
    "    proxy_max_temp_file_size 0;",
    "    proxy_read_timeout 900s;",
    "",
    ...(site.pages
      ? ["    location / { proxy_pass http://portus; }", `    location /v2/ { ${registry} }`]
      : [`    location / { ${registry} }`]),
    `    location ~ "${portusPaths}" { proxy_pass http://portus; }`,
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

function certificateLines({ certificate, key }: SiteTls = {}): string[] {
  return [
    `    ssl_certificate ${certificate ?? "/etc/nginx/portus.crt"};`,
    `    ssl_certificate_key ${key ?? "/etc/nginx/portus.key"};`,
  ];
}
