import { indented } from "../../../identity/tokens/snippets/quoting.ts";
import { registryConfig } from "../../../registry/config/file.ts";
import type { Kind } from "../kind.ts";
import { eventsUrl, realm, registryVersion, size } from "../options.ts";
import { connection, realmNotes } from "./registry.ts";

const folder = "/etc/portus";

export const helm: Kind = {
  name: "helm",
  title: "Helm",
  group: "Registry",
  for: "admins",
  does: "Values for the chart docker-registry (twuni), so that its registry asks Portus for tokens and sends it events.",
  file: "values.yaml",
  save: "Create the certificate with kubectl create configmap portus-ca --from-file=portus.crt (“Certificate of Portus's tokens”, ca), and install the chart with --values values.yaml.",
  needs: "events",
  options: [registryVersion, size, realm, eventsUrl(({ settings }) => settings.eventsUrl)],
  make: (value, { settings }) => {
    const config = registryConfig({
      ...settings,
      ...connection(value),
      listen: ":5000",
      storage: "/var/lib/registry",
      certificate: `${folder}/portus.crt`,
    });
    return `image: { repository: registry, tag: ${JSON.stringify(value("registry"))} }
service: { port: 5000 }
persistence: { enabled: true, size: ${value("size")}, deleteEnabled: true }
updateStrategy: { type: Recreate } # two at once on one disk would not know of each other
secrets: { haSharedSecret: ${JSON.stringify(settings.httpSecret)} }
extraVolumes: [{ name: portus-ca, configMap: { name: portus-ca } }]
extraVolumeMounts: [{ name: portus-ca, mountPath: ${folder}, readOnly: true }]
configData:
${indented(config, 2)}`;
  },
  notes: (value, instance) => [
    ...realmNotes(value, instance),
    "The chart stores the configuration with the events secret in a ConfigMap: let nobody read it who must not send events.",
    "The chart's own Ingress would send everything to the registry. Use the Ingress of “Kubernetes”, or the rules of a proxy.",
  ],
};
