import { caddyConfig } from "../../../registry/proxy/caddy.ts";
import { haproxyConfig } from "../../../registry/proxy/haproxy.ts";
import { nginxConfig } from "../../../registry/proxy/nginx.ts";
import { forwardsToItself, type Site, type SiteTls } from "../../../registry/proxy/rules.ts";
import { traefikConfig } from "../../../registry/proxy/traefik.ts";
import type { Instance } from "../instance.ts";
import type { Kind, Option, Values } from "../kind.ts";
import { choice, file, portusUpstream, registryUpstream, text } from "../options.ts";

const certificate = (initial: string, hint: string) =>
  file({ name: "certificate", label: "TLS certificate", hint }, initial);

const key = (initial: string) =>
  file({ name: "key", label: "TLS key", hint: "The file with its private key." }, initial);

const upstreams = [portusUpstream, registryUpstream];
const does = (proxy: string) =>
  `${proxy} in front of Portus and the registry, with the rules for tokens, referrers, the catalogue and search.`;

const nginx: Kind = {
  name: "nginx",
  title: "nginx",
  group: "Proxies",
  for: "admins",
  does: does("nginx"),
  file: "portus.conf",
  save: "Save it in /etc/nginx/conf.d, run nginx -t, and reload nginx.",
  options: [
    ...upstreams,
    certificate("/etc/nginx/portus.crt", "The file with the certificate and its chain."),
    key("/etc/nginx/portus.key"),
  ],
  make: (value, instance) =>
    nginxConfig(
      siteWith(value, instance, { certificate: value("certificate"), key: value("key") }),
    ),
};

const caddyTls: Option = choice("tls", ["automatic", "internal", "files"], {
  label: "TLS certificate",
  hint: "automatic: Caddy gets it from a public authority; internal: from one of its own, which clients have to trust; files: the two below.",
});

const caddy: Kind = {
  name: "caddy",
  title: "Caddy",
  group: "Proxies",
  for: "admins",
  does: does("Caddy"),
  file: "Caddyfile",
  save: "Save it as /etc/caddy/Caddyfile, run caddy validate, and reload Caddy.",
  options: [
    ...upstreams,
    caddyTls,
    certificate("/etc/caddy/portus.crt", "Only for files: the certificate and its chain."),
    key("/etc/caddy/portus.key"),
  ],
  make: (value, instance) => {
    const files = { certificate: value("certificate"), key: value("key") };
    const by: Record<string, SiteTls> = { automatic: {}, internal: { internal: true }, files };
    return caddyConfig(siteWith(value, instance, by[value("tls")] ?? {}));
  },
};

const traefik: Kind = {
  name: "traefik",
  title: "Traefik",
  group: "Proxies",
  for: "admins",
  does: does("Traefik 3"),
  file: "portus.yml",
  save: "Save it in the directory of Traefik's file provider, which reads it at once.",
  options: [
    ...upstreams,
    text(
      {
        name: "resolver",
        label: "Certificate resolver",
        hint: "The name of the certificatesResolvers that gets the certificate. Empty: Traefik's own certificates.",
      },
      { example: "letsencrypt", ok: (it) => /^[\w-]{0,63}$/.test(it) },
    ),
  ],
  make: (value, instance) =>
    traefikConfig(
      siteWith(value, instance, value("resolver") ? { resolver: value("resolver") } : {}),
    ),
};

const haproxy: Kind = {
  name: "haproxy",
  title: "HAProxy",
  group: "Proxies",
  for: "admins",
  does: does("HAProxy"),
  file: "haproxy.cfg",
  save: "Save it as /etc/haproxy/haproxy.cfg, run haproxy -c -f on it, and reload HAProxy.",
  options: [
    ...upstreams,
    certificate(
      "/etc/haproxy/portus.pem",
      "One file with the certificate, its chain and its private key.",
    ),
  ],
  make: (value, instance) =>
    haproxyConfig(siteWith(value, instance, { certificate: value("certificate") })),
};

export const proxyKinds = [nginx, caddy, traefik, haproxy].map((kind) => ({
  ...kind,
  notes: notesOf,
}));

/** The registry is reached by http if its upstream is another than the one that Portus uses. */
function siteWith(value: Values, { site }: Instance, tls: SiteTls): Site {
  const registry = value("registry-upstream");
  return {
    ...site,
    portus: value("portus-upstream"),
    registry,
    registryHttps: site.registryHttps && registry === site.registry,
    tls,
  };
}

function notesOf(value: Values, { site, url, trustsProxy }: Instance): string[] {
  const own = `${site.host}:${site.port}`;
  return [
    ...(forwardsToItself({ ...site, registry: value("registry-upstream") })
      ? [
          `The proxy and the registry cannot both listen on ${own}. Move the registry to another port, and give its address as registry-upstream.`,
        ]
      : []),
    ...(site.pages
      ? []
      : [`This serves only the registry's host name. Portus's pages are at ${url}.`]),
    ...(trustsProxy
      ? []
      : ["Portus has to know that it is behind a proxy: set PORTUS_TRUST_PROXY=1."]),
  ];
}
