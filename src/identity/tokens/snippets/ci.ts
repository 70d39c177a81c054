import { imageLines, jobLines, type Use, variable } from "./commands.ts";
import { groovyText, indented, workflowText, yamlText } from "./quoting.ts";

// The secret is not in these files: they are committed. Each CI keeps it under a name.

export function githubWorkflow(use: Use): string {
  const { host, username, repository, does } = use;
  const image = `${host}/${repository}`;
  const secret = `\${{ secrets.${variable} }}`;
  const build = `
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: ${yamlText(`${workflowText(image)}:\${{ github.sha }}`)}`;
  const pull = `
      - run: ${yamlText(workflowText(imageLines({ ...use, does: "pull" }, "").join("")))}`;
  return `name: Image
on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: docker/login-action@v3
        with:
          registry: ${yamlText(host)}
          username: ${yamlText(workflowText(username))}
          password: ${secret}${does === "push" ? build : ""}${does === "pull" ? pull : ""}
`;
}

/** Forgejo and Gitea run workflows like GitHub's; plain commands need none of GitHub's actions for docker. */
export function forgejoWorkflow(use: Use): string {
  return `name: Image
on: push
jobs:
  image:
    runs-on: docker
    env:
      ${variable}: \${{ secrets.${variable} }}
    steps:
      - uses: actions/checkout@v4
      - run: |
${indented(workflowText(jobLines(use, "$GITHUB_SHA")), 10)}
`;
}

export function gitlabJob(use: Use): string {
  return `build-image:
  image: docker:28
  services:
    - docker:28-dind
  script:
    - |
${indented(jobLines(use, "$CI_COMMIT_SHORT_SHA"), 6)}
`;
}

export function jenkinsPipeline(use: Use): string {
  return `pipeline {
  agent any
  stages {
    stage('Image') {
      steps {
        withCredentials([string(credentialsId: 'portus-token', variable: '${variable}')]) {
          sh '''
${indented(groovyText(jobLines(use, "$BUILD_NUMBER")), 12)}
          '''
        }
      }
    }
  }
}
`;
}
