import { forgejoWorkflow, githubWorkflow, gitlabJob, jenkinsPipeline } from "./ci.ts";
import { imageLines, login, type Use, variable } from "./commands.ts";
import { kubectlCommand, podSpec, secretFile } from "./kubernetes.ts";

/** One step: a sentence, then something to copy. `secret` copies the token itself. */
export interface Step {
  say: string;
  code?: string;
  secret?: true;
}

/** How to use a new token with one tool. */
export interface Snippet {
  label: string;
  steps: Step[];
}

const secret = (place: string) =>
  `Add a secret named ${variable} under ${place}. Its value is the token.`;

/** Where each CI service keeps a token. */
export const secretPlaces = {
  github: secret("Settings → Secrets and variables → Actions → New repository secret"),
  gitlab: secret("Settings → CI/CD → Variables → Add variable, masked and hidden"),
  forgejo: secret("Settings → Actions → Secrets → Add secret"),
  jenkins:
    "Add a credential of the kind “Secret text” with the ID portus-token under Manage Jenkins → Credentials. Its secret is the token.",
};

/** How to use a new token with the tools that people have. Only pages that show the secret anyway show these. */
export function snippetsFor(use: Use): Snippet[] {
  return [
    { label: "Docker", steps: terminal(use, "docker") },
    { label: "Podman", steps: terminal(use, "podman") },
    {
      label: "GitHub Actions",
      steps: [
        store(secretPlaces.github),
        { say: "Add .github/workflows/image.yml:", code: githubWorkflow(use) },
      ],
    },
    {
      label: "GitLab CI",
      steps: [
        store(secretPlaces.gitlab),
        { say: "Add this job to .gitlab-ci.yml:", code: gitlabJob(use) },
      ],
    },
    {
      label: "Forgejo / Gitea",
      steps: [
        store(secretPlaces.forgejo),
        {
          say: "Add .forgejo/workflows/image.yml (Gitea: .gitea/workflows/image.yml):",
          code: forgejoWorkflow(use),
        },
      ],
    },
    {
      label: "Jenkins",
      steps: [
        store(secretPlaces.jenkins),
        { say: "Use it in the Jenkinsfile:", code: jenkinsPipeline(use) },
      ],
    },
    { label: "Kubernetes", steps: kubernetes(use) },
  ];
}

const read: Step = {
  say: "Read the token into a variable, so that it is not in the shell's history. Paste it, then press Enter:",
  code: `read -rs ${variable}`,
};

function terminal(use: Use, tool: string): Step[] {
  const lines = imageLines(use, "1.0").map((line) => line.replace(/^docker/, tool));
  const [first = "", ...rest] = lines;
  const verb = rest.length > 0 ? "build and push" : "pull";
  const then = first ? [{ say: `Then ${verb} an image:`, code: lines.join("\n") }] : [];
  return [read, { say: "Log in:", code: login(use, tool) }, ...then];
}

function kubernetes(use: Use): Step[] {
  return [
    read,
    { say: "Create a secret for the cluster to pull with:", code: kubectlCommand(use) },
    { say: "Name it where the image is used:", code: podSpec(use) },
    {
      say: "Or create the secret from a file. The token is in it: apply it, then delete it, and never commit it.",
      code: secretFile(use),
    },
  ];
}

const store = (place: string): Step => ({ say: place.replace(/\.$/, ":"), secret: true });
