import { protocolPaths as paths } from "../../platform/paths/protocol.ts";
import { registryAt } from "../hosts.ts";

/** Which requests at the registry's host name go to Portus. All proxy configurations are made from this list. */
export interface ProxyRule {
  name: string;
  path: string; // a regular expression for the whole path, in the syntax that RE2, PCRE and POSIX share
  required: boolean;
  does: string;
}

export const proxyRules: readonly ProxyRule[] = [
  {
    name: "token",
    path: paths.registryToken(),
    required: true,
    does: "issues tokens to clients",
  },
  {
    name: "events",
    path: paths.registryEvents(),
    required: true,
    does: "receives the registry's notifications",
  },
  {
    name: "referrers",
    path: "/v2/.+/referrers/[^/]+",
    required: false,
    does: "lists signatures, SBOMs and other attachments; Distribution has no such endpoint",
  },
  {
    name: "catalogue",
    path: "/v2/_catalog",
    required: false,
    does: "lists the repositories that the asker may pull from; without it, the registry lists all of them to admins only",
  },
  {
    name: "tags",
    path: "/v2/.+/tags/list",
    required: false,
    does: "lists tags in order and in pages; Distribution 2.8 does neither",
  },
  {
    name: "search",
    path: "/v1/(_ping|search)",
    required: false,
    does: "answers docker search with repositories that the asker may pull from",
  },
];

/** One regular expression for all paths that go to Portus. The rest of /v2/ goes to the registry. */
export const portusPaths = `^(${proxyRules.map(({ path }) => path).join("|")})$`;

export interface Site {
  host: string; // what people type before the name of an image, without a port
  port: number;
  https: boolean;
  portus: string; // where the proxy reaches Portus: host:port
  registry: string; // where the proxy reaches the registry
  registryHttps: boolean; // the proxy reaches the registry by HTTPS
  pages: boolean; // Portus's pages have the same host name
  tls?: SiteTls;
}

/** Where the proxy has its TLS certificate from. */
export interface SiteTls {
  certificate?: string; // a file of the proxy's machine, and that of its key
  key?: string;
  resolver?: string; // of Traefik
  internal?: boolean; // an authority of Caddy's own
}

/** Whether the registry is where the proxy itself listens. */
export const forwardsToItself = ({ host, port, registry }: Site): boolean =>
  registryAt(registry, [{ hostname: `${host}:${port}`, externalHostname: null, url: "" }]) !== null;

/** The comment at the top of each configuration, which explains the rules. */
export function explanation(site: Site, proxy: string): string[] {
  const width = Math.max(...proxyRules.map(({ path }) => path.length));
  return [
    `${proxy} before Portus and its registry, as bin/portus registry-config --proxy ${proxy} prints it.`,
    "These paths go to Portus:",
    ...proxyRules.map(({ path, does, required }) =>
      `  ${path.padEnd(width)}  ${required ? "" : "(optional) "}${does}`.trimEnd(),
    ),
    site.pages
      ? "All others under /v2/ go to the registry, and the rest, the pages, to Portus."
      : "All others go to the registry.",
    "Bodies of any size pass as they come: if the proxy held back a large layer, its token could end before the registry",
    "sees it. Host is passed on as the client sent it.",
  ];
}
