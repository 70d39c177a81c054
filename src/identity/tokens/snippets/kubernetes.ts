import { type Use, variable } from "./commands.ts";
import { indented, shellWord } from "./quoting.ts";

export function kubectlCommand({ host, username }: Use): string {
  return [
    "kubectl create secret docker-registry portus",
    `--docker-server=${shellWord(host)}`,
    `--docker-username=${shellWord(username)}`,
    `--docker-password="$${variable}"`,
  ].join(" \\\n  ");
}

interface SecretName {
  name: string;
  namespace?: string;
}

/** The same as a file, with the secret in it. */
export function secretFile(
  { host, username, secret }: Use,
  { name, namespace }: SecretName = { name: "portus" },
): string {
  const logins = JSON.stringify({ auths: { [host]: { username, password: secret } } });
  return `apiVersion: v1
kind: Secret
metadata:
  name: ${name}${namespace ? `\n  namespace: ${namespace}` : ""}
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: |
${indented(logins, 4)}
`;
}

export function podSpec({ host, repository }: Use): string {
  return `spec:
  imagePullSecrets:
    - name: portus
  containers:
    - name: app
      image: ${JSON.stringify(`${host}/${repository}:latest`)}
`;
}
