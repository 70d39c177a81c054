import { isIP } from "node:net";
import { deployed, replaced } from "../deployed.ts";
import type { Instance } from "../instance.ts";
import type { Kind, Values } from "../kind.ts";
import { image, label, registryVersion, size } from "../options.ts";

export const kubernetes: Kind = {
  name: "kubernetes",
  title: "Kubernetes",
  group: "Registry",
  for: "admins",
  does: "Two replicas of Portus, a registry on a volume, an Ingress and network policies, under the addresses of this instance.",
  file: "portus.yaml",
  save: "Create the namespace portus and its Secret portus-secrets as docs/running/kubernetes.md says, and run kubectl apply --namespace portus --filename portus.yaml.",
  options: [
    image(
      {
        name: "image",
        label: "Portus's image",
        hint: "Its name and tag, where the cluster pulls.",
      },
      "registry.example.org/portus:latest",
    ),
    registryVersion,
    size,
    label(
      {
        name: "ingress-class",
        label: "Ingress class",
        hint: "Its annotations are ingress-nginx's.",
      },
      "nginx",
    ),
    label(
      { name: "tls-secret", label: "TLS secret", hint: "The Secret with the certificate." },
      "portus-tls",
    ),
  ],
  make: (value, instance) =>
    [
      settings(instance),
      replaced(read("portus"), [["image: portus\n", `image: ${text(value("image"))}\n`]]),
      registry(value),
      ingress(value, instance),
      read("network"),
    ].join("---\n"),
  notes: (_value, { host, url }) => [
    "The Secret needs DATABASE_URL, PORTUS_SECRET and PORTUS_EVENTS_SECRET. With the database and the two secrets of this instance, tokens and registries stay as they are.",
    ...(namesIn({ host, url }).some((name) => isIP(name) > 0)
      ? ["An Ingress has no addresses, only names: this one answers at every name."]
      : []),
  ],
};

const read = (name: string) => deployed(`deploy/kubernetes/${name}.yaml`);
const text = JSON.stringify; // a JSON string is a YAML string, whatever is in it

function settings({ url, host, settings: { issuer } }: Instance): string {
  const usual = issuer === new URL(url).hostname;
  return replaced(read("settings"), [
    ["PORTUS_REGISTRY_HOST: portus.example.org", `PORTUS_REGISTRY_HOST: ${text(host)}`],
    [
      "PORTUS_URL: https://portus.example.org",
      `PORTUS_URL: ${text(url)}${usual ? "" : `\n  PORTUS_ISSUER: ${text(issuer)}`}`,
    ],
  ]);
}

function registry(value: Values): string {
  const version = value("registry");
  return replaced(read("registry"), [
    ["image: portus\n", `image: ${text(value("image"))}\n`],
    ["- --registry=3", `- --registry=${version}`],
    ["image: registry:3", `image: registry:${version}`],
    ["storage: 50Gi", `storage: ${value("size")}`],
  ]);
}

/** The rules of both host names, or of the one that they share. */
function ingress(value: Values, { url, host }: Instance): string {
  const [own = "", pages] = namesIn({ url, host });
  const hosts = [own, pages].filter((name) => name !== undefined && isIP(name) === 0);
  const tls = "  tls: [{ hosts: [portus.example.org], secretName: portus-tls }]\n";
  const secure = `  tls: [{ hosts: ${text(hosts)}, secretName: ${value("tls-secret")} }]\n`;
  const rules = replaced(read("ingress"), [
    [tls, url.startsWith("https:") && hosts.length > 0 ? secure : ""],
    ["ingressClassName: nginx", `ingressClassName: ${value("ingress-class")}`],
    ["    - host: portus.example.org\n      http:", ruleFor(own)],
  ]);
  return pages === undefined ? rules : rules + pagesRule(pages);
}

const ruleFor = (name: string) =>
  isIP(name) > 0 ? "    - http:" : `    - host: ${text(name)}\n      http:`;

const pagesRule = (name: string) => `${ruleFor(name)}
        paths:
          - path: /
            pathType: ImplementationSpecific
            backend: { service: { name: portus, port: { name: http } } }
`;

/** The registry's host name, and that of the pages if it is another; addresses without brackets. */
function namesIn({ url, host }: Pick<Instance, "url" | "host">): string[] {
  const names = [`http://${host}`, url].map((it) => new URL(it).hostname.replace(/[[\]]/g, ""));
  return [...new Set(names)];
}
