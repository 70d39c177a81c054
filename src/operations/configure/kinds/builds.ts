import { bakeFile, buildahScript, kanikoJob } from "../../../identity/tokens/snippets/builders.ts";
import {
  forgejoWorkflow,
  githubWorkflow,
  gitlabJob,
  jenkinsPipeline,
} from "../../../identity/tokens/snippets/ci.ts";
import type { Use } from "../../../identity/tokens/snippets/commands.ts";
import { secretPlaces } from "../../../identity/tokens/snippets/snippets.ts";
import type { Kind } from "../kind.ts";
import { account, imageOptions, job, label, scheme, text } from "../options.ts";
import { buildOf, jobUse, loginUse, useOf } from "./use.ts";

interface Ci {
  name: string;
  title: string;
  file: string;
  save: string;
  print(use: Use): string;
}

/** A file of a CI service, which keeps the token itself. */
const ciKind = ({ print, ...kind }: Ci): Kind => ({
  ...kind,
  group: "Builds",
  for: "everyone",
  does: `Builds and pushes, or pulls, an image in ${kind.title}.`,
  needs: "token",
  options: job,
  make: (value, instance) => print(jobUse(value, instance)),
});

const ciKinds = [
  ciKind({
    name: "github-actions",
    title: "GitHub Actions",
    file: "image.yml",
    save: `${secretPlaces.github} Save the file as .github/workflows/image.yml.`,
    print: githubWorkflow,
  }),
  ciKind({
    name: "gitlab",
    title: "GitLab CI",
    file: ".gitlab-ci.yml",
    save: `${secretPlaces.gitlab} Save the file as .gitlab-ci.yml, or add its job to the one that is there.`,
    print: gitlabJob,
  }),
  ciKind({
    name: "forgejo",
    title: "Forgejo and Gitea",
    file: "image.yml",
    save: `${secretPlaces.forgejo} Save the file as .forgejo/workflows/image.yml (Gitea: .gitea/workflows/image.yml).`,
    print: forgejoWorkflow,
  }),
  ciKind({
    name: "jenkins",
    title: "Jenkins",
    file: "Jenkinsfile",
    save: `${secretPlaces.jenkins} Save the file as Jenkinsfile.`,
    print: jenkinsPipeline,
  }),
];

const buildx: Kind = {
  name: "buildx",
  title: "docker buildx bake",
  group: "Builds",
  for: "everyone",
  does: "Builds an image for two platforms, and pushes it.",
  file: "docker-bake.hcl",
  save: "Save it beside the Dockerfile, log in with docker login, and run docker buildx bake --push.",
  needs: "token",
  options: [...imageOptions, scheme],
  make: (value, instance) => bakeFile(buildOf(value, useOf(instance))),
};

const buildah: Kind = {
  name: "buildah",
  title: "Buildah",
  group: "Builds",
  for: "everyone",
  does: "A script that builds and pushes an image without a daemon.",
  file: "build-image.sh",
  save: "Set PORTUS_TOKEN to the token, and run it with sh in the folder of the Dockerfile.",
  needs: "token",
  options: [...account, ...imageOptions, scheme],
  make: (value, instance) => buildahScript(buildOf(value, loginUse(value, instance))),
};

const kaniko: Kind = {
  name: "kaniko",
  title: "kaniko in Kubernetes",
  group: "Builds",
  for: "everyone",
  does: "A Job that builds and pushes an image without a daemon.",
  file: "build-image.yaml",
  save: "Create the “Kubernetes pull secret” (pull-secret) with a token that may push, and apply the file with kubectl.",
  needs: "token",
  options: [
    ...imageOptions,
    text(
      { name: "git", label: "Git repository", hint: "What is built, as kaniko's --context." },
      {
        example: "git://git.example.org/web/app.git",
        initial: () => "git://git.example.org/web/app.git",
      },
    ),
    label({ name: "secret", label: "Pull secret", hint: "Its name." }, "portus"),
    scheme,
  ],
  make: (value, instance) =>
    kanikoJob(buildOf(value, useOf(instance)), { git: value("git"), secret: value("secret") }),
  notes: () => [
    "kaniko's own repository was archived in June 2025. For something new, take Buildah or BuildKit.",
  ],
};

export const buildKinds = [...ciKinds, buildx, kaniko, buildah];
