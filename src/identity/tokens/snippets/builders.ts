import { imageLines, login, type Use, variable } from "./commands.ts";
import { hclText, indented, yamlText } from "./quoting.ts";

/** Builders without a docker engine, and BuildKit by its own file. `http`: the registry has no TLS. */
export interface Build {
  use: Use;
  tag: string;
  http: boolean;
}

/** A file for `docker buildx bake --push`. */
export function bakeFile({ use: { host, repository }, tag, http }: Build): string {
  const image = hclText(`${host}/${repository}:`).slice(0, -1);
  return `variable "TAG" {
  default = ${hclText(tag)}
}

group "default" {
  targets = ["image"]
}

target "image" {
  context    = "."
  dockerfile = "Dockerfile"
  platforms  = ["linux/amd64", "linux/arm64"]
  tags       = [${image}\${TAG}"]${http ? '\n  output     = ["type=image,push=true,registry.insecure=true"]' : ""}
}
`;
}

/** A script for a machine with buildah, which needs no daemon and no root. */
export function buildahScript({ use, tag, http }: Build): string {
  const flag = http ? " --tls-verify=false" : "";
  const lines = [login(use, "buildah"), ...imageLines(use, tag)].map((line) =>
    line
      .replace(/^docker/, "buildah")
      .replace("buildah login", `buildah login${flag}`)
      .replace(/^buildah (push|pull)/, `$&${flag}`),
  );
  return `#!/bin/sh
set -eu
: "\${${variable}:?Set ${variable} to an application token}"
${lines.join("\n")}
`;
}

/** A Job that builds from a Git repository, with the pull secret \`secret\` as its login. */
export function kanikoJob({ use, tag, http }: Build, from: { git: string; secret: string }) {
  const image = `${use.host}/${use.repository}:${tag}`;
  const words = [`--context=${from.git}`, "--dockerfile=Dockerfile", `--destination=${image}`];
  const args = [...words, ...(http ? ["--insecure"] : [])];
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: build-image
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      containers:
        - name: kaniko
          image: gcr.io/kaniko-project/executor:v1.24.0
          args:
${indented(args.map((word) => `- ${yamlText(word)}`).join("\n"), 12)}
          volumeMounts:
            - { name: login, mountPath: /kaniko/.docker, readOnly: true }
      volumes:
        - name: login
          secret:
            items: [{ key: .dockerconfigjson, path: config.json }]
            secretName: ${yamlText(from.secret)}
`;
}
