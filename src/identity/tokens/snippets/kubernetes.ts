import { type Use, variable } from "./commands.ts";
import { indented, shellWord } from "./quoting.ts";

export function kubectlCommand({ host, username }: Use): string {
  return [
    "kubectl create secret docker-registry portus",
    `--docker-server=${host}`,
    `--docker-username=${shellWord(username)}`,
    `--docker-password="$${variable}"`,
  ].join(" \\\n  ");
}

/** The same as a file, with the secret in it. */
export function secretFile({ host, username, secret }: Use): string {
  const logins = JSON.stringify({ auths: { [host]: { username, password: secret } } });
  return `apiVersion: v1
kind: Secret
metadata:
  name: portus
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
