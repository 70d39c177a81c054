import { indented } from "../../../identity/tokens/snippets/quoting.ts";
import { caddyConfig } from "../../../registry/proxy/caddy.ts";
import { deployed, replaced, withoutHead } from "../deployed.ts";
import { clientScheme, type Instance } from "../instance.ts";
import type { Kind, Values } from "../kind.ts";
import { choice, image, registryVersion } from "../options.ts";

export const compose: Kind = {
  name: "compose",
  title: "Docker Compose",
  group: "Registry",
  for: "admins",
  does: "Portus, a registry and Postgres on one machine, under the addresses of this instance.",
  file: "compose.yml",
  save: "Build the image (docker build --tag portus . in the sources of Portus), and run docker compose up --detach in the folder of the file.",
  options: [
    choice("tls", ["none", "caddy", "proxy"], {
      label: "TLS",
      hint: "caddy: Caddy in front of both, with a certificate of a public authority; proxy: one of your own in front; none: plain http.",
      initial: (instance) => (clientScheme(instance) === "https" ? "caddy" : "none"),
    }),
    registryVersion,
    image({ name: "image", label: "Portus's image", hint: "Its name and tag." }, "portus"),
  ],
  make: (value, instance) => {
    const tls = value("tls");
    const base = replaced(withoutHead(deployed("compose.yml")), [
      ...addresses(instance),
      ...ports(instance, tls),
      [variable("PORTUS_TRUST_PROXY", "off"), tls === "none" ? "off" : '"1"'],
      ["image: portus\n    build: .", `image: ${composeText(value("image"))}`],
      ...version(value),
    ]);
    return tls === "caddy" ? withCaddy(base, instance) : base;
  },
  notes: () => [
    "This starts an empty Portus with secrets of its own. To keep the data of this one, restore its database, and set PORTUS_SECRET and PORTUS_EVENTS_SECRET to this one's.",
  ],
};

/** A variable in compose.yml, with its default. */
const variable = (name: string, value: string) => `$\{${name}:-${value}}`;

/** A YAML string in which compose replaces nothing. */
const composeText = (text: string) => JSON.stringify(withoutVariables(text));
const withoutVariables = (text: string) => text.replaceAll("$", "$$$$");

type Pairs = [string, string][];

function addresses({ url, host, settings }: Instance): Pairs {
  const usual = settings.issuer === new URL(url).hostname;
  const issuer = usual ? "" : `\n      PORTUS_ISSUER: ${composeText(settings.issuer)}`;
  return [
    [variable("PORTUS_URL", "http://localhost:3000"), composeText(url) + issuer],
    [variable("PORTUS_REGISTRY_HOST", "localhost:5000"), composeText(host)],
  ];
}

/** Behind a proxy both listen only on this machine, and without one where people reach them. */
function ports({ url, host }: Instance, tls: string): Pairs {
  if (tls !== "none") return [];
  const published = (address: string, inside: number) => {
    const { hostname, port } = new URL(address);
    const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) ? "127.0.0.1:" : "";
    return `["${local}${port || 80}:${inside}"]`;
  };
  return [
    ['["127.0.0.1:3000:3000"]', published(url, 3000)],
    ['["127.0.0.1:5000:5000"]', published(`http://${host}`, 5000)],
  ];
}

function version(value: Values): Pairs {
  if (value("registry") === "3") return [];
  return [
    ['--registry, "3"', '--registry, "2"'],
    ["image: registry:3", "image: registry:2"],
  ];
}

function withCaddy(text: string, instance: Instance): string {
  return `${replaced(text, [["\nvolumes:\n", `\n${caddy(instance)}\nvolumes:\n  caddy:\n`]])}
configs:
  caddyfile:
    content: |
${indented(withoutVariables(caddyfile(instance)), 6)}`;
}

function caddy({ site: { port } }: Instance): string {
  const all = [...new Set([80, 443, port])].map((one) => `"${one}:${one}"`);
  return `  caddy:
    image: caddy:2
    restart: unless-stopped
    depends_on: [portus, registry]
    configs: [{ source: caddyfile, target: /etc/caddy/Caddyfile }]
    volumes: ["caddy:/data"]
    ports: [${all.join(", ")}, "443:443/udp"]
`;
}

/** The registry's host name, and that of the pages if it is another. */
function caddyfile({ url, site }: Instance): string {
  const inside = { portus: "portus:3000", registry: "registry:5000", registryHttps: false };
  const own = caddyConfig({ ...site, ...inside, https: true });
  return site.pages ? own : `${own}${url} {\n\treverse_proxy portus:3000\n}\n`;
}
