import { secretFile } from "../../../identity/tokens/snippets/kubernetes.ts";
import { shellWord, tomlText } from "../../../identity/tokens/snippets/quoting.ts";
import type { Instance } from "../instance.ts";
import type { Kind, Values } from "../kind.ts";
import { account, label, optional, path, scheme } from "../options.ts";
import { loginUse } from "./use.ts";

const daemon: Kind = {
  name: "docker-daemon",
  title: "Docker engine",
  group: "Machines",
  for: "everyone",
  does: "The daemon.json of a docker engine. It is needed only for a registry without TLS.",
  file: "daemon.json",
  save: "Merge it into /etc/docker/daemon.json, and restart docker.",
  options: [scheme],
  make: (value, { host }) =>
    `${JSON.stringify(value("scheme") === "http" ? { "insecure-registries": [host] } : {}, null, 2)}\n`,
  notes: (value) =>
    value("scheme") === "http"
      ? []
      : [
          "docker needs no setting for a registry with TLS. If its certificate is from an authority of your own, use “An authority of your own” (certs.d).",
        ],
};

const containers: Kind = {
  name: "registries.conf",
  title: "Podman, Buildah, Skopeo and CRI-O",
  group: "Machines",
  for: "everyone",
  does: "How these programs reach the registry. It is needed only for one without TLS.",
  file: "portus.conf",
  save: "Save it as /etc/containers/registries.conf.d/portus.conf.",
  options: [scheme],
  make: (value, { host }) =>
    `[[registry]]\nlocation = ${tomlText(host)}\ninsecure = ${value("scheme") === "http"}\n`,
};

const certificates: Kind = {
  name: "certs.d",
  title: "An authority of your own",
  group: "Machines",
  for: "everyone",
  does: "Makes docker, Podman and containerd trust the authority that signed the registry's TLS certificate.",
  file: "trust-registry.sh",
  save: "Run it as root on each machine, beside the authority's certificate. No program has to be restarted.",
  options: [
    path(
      { name: "ca", label: "Authority's certificate", hint: "Its file in PEM on that machine." },
      () => "ca.crt",
    ),
  ],
  make: (value, { host }) => `#!/bin/sh
set -eu
for folder in /etc/docker/certs.d /etc/containers/certs.d /etc/containerd/certs.d; do
  install -D -m 644 -- ${shellWord(value("ca"))} "$folder"/${shellWord(host)}/ca.crt
done
`,
  notes: () => [
    "This is the authority of the TLS certificate with which the registry or its proxy answers, not the certificate of Portus's tokens. A certificate from a public authority needs none of this.",
  ],
};

const hosts: Kind = {
  name: "hosts.toml",
  title: "containerd",
  group: "Machines",
  for: "everyone",
  does: "How containerd, and with it Kubernetes and nerdctl, reaches the registry.",
  file: "hosts.toml",
  save: "Save it as /etc/containerd/certs.d/HOST/hosts.toml, HOST being the registry's host with its port. containerd's config_path has to be /etc/containerd/certs.d; no restart is needed.",
  options: [
    scheme,
    optional(
      path(
        {
          name: "ca",
          label: "Authority's certificate",
          hint: "The file with the authority of the registry's TLS certificate. Empty: those of the system.",
        },
        () => "",
      ),
    ),
  ],
  make: (value, { host }) => {
    const server = tomlText(`${value("scheme")}://${host}`);
    const ca = value("ca") ? [`  ca = ${tomlText(value("ca"))}`] : [];
    const capabilities = '  capabilities = ["pull", "resolve", "push"]';
    return `${[`server = ${server}`, "", `[host.${server}]`, capabilities, ...ca].join("\n")}\n`;
  },
  notes: (_value, { host }) => [`The folder here is /etc/containerd/certs.d/${host}.`],
};

const pullSecret: Kind = {
  name: "pull-secret",
  title: "Kubernetes pull secret",
  group: "Machines",
  for: "everyone",
  does: "The Secret with which pods pull from this registry.",
  file: "pull-secret.yaml",
  save: "Replace APPLICATION-TOKEN, apply it with kubectl, and delete the file. Name the Secret in imagePullSecrets of the pod or of its service account.",
  needs: "token",
  options: [
    ...account,
    label({ name: "secret", label: "Secret", hint: "The name of the Secret." }, "portus"),
    optional(
      label(
        { name: "namespace", label: "Namespace", hint: "Of Kubernetes. Empty: that of kubectl." },
        "",
      ),
    ),
  ],
  make: (value, instance) => pullSecretFile(value, instance),
};

function pullSecretFile(value: Values, instance: Instance): string {
  const namespace = value("namespace");
  const name = { name: value("secret"), ...(namespace && { namespace }) };
  return secretFile(loginUse(value, instance), name);
}

export const machineKinds = [daemon, containers, certificates, hosts, pullSecret];
