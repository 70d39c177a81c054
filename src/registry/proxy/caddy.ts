import { explanation, portusPaths, type Site, type SiteTls } from "./rules.ts";

/** A Caddyfile. Caddy passes Host, streams bodies of any size and gets certificates by default. */
export function caddyConfig(site: Site): string {
  const usual = site.port === (site.https ? 443 : 80);
  const address = `${site.https ? "" : "http://"}${site.host}${usual ? "" : `:${site.port}`}`;
  const registry = `${site.registryHttps ? "https://" : ""}${site.registry}`;
  const to = (matcher: string, upstream: string) => [
    `\thandle${matcher} {`,
    `\t\treverse_proxy ${upstream}`,
    "\t}",
  ];
  const lines = [
    ...explanation(site, "caddy").map((line) => `# ${line}`),
    `${address} {`,
    ...(site.https ? tlsLines(site.tls) : []),
    `\t@portus path_regexp ${portusPaths}`,
    ...to(" @portus", site.portus),
    ...to(site.pages ? " /v2/*" : "", registry),
    ...(site.pages ? to("", site.portus) : []),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

function tlsLines({ certificate, key, internal }: SiteTls = {}): string[] {
  if (internal) return ["\ttls internal"];
  return certificate ? [`\ttls ${certificate} ${key}`] : [];
}
