import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectOutput, loginAs, repositoryOf } from "../support/clients/commands.ts";
import { type Client, testClient } from "../support/clients/matrix.ts";
import { password } from "../support/clients/people.ts";
import { findProgram, versionOf } from "../support/clients/programs.ts";
import { startClientSetup } from "../support/clients/setup.ts";
import { must, run } from "../support/processes.ts";

// Programs without an engine, for images, artifacts and charts.

const setup = await startClientSetup();
const { host, stack, image } = setup;
const program = (name: string) => findProgram(name) ?? name;
const who = loginAs(host);
const plain = "--plain-http";

const file = join(stack.directory, "note.txt");
writeFileSync(file, "a note");
const archive = join(stack.directory, "base.tar");
must(["tar", "-C", image.directory, "-cf", archive, "."]);

const crane: Client = {
  name: "crane",
  needs: ["crane"],
  version: () => versionOf(program("crane"), "github.com/google/go-containerregistry"),
  actions: {
    login: ({ env }) => run([program("crane"), "auth", "login", ...who], env, password),
    push: ({ env, ref }) => run([program("crane"), "push", image.directory, ref], env),
    pull: ({ env, ref }) =>
      run([program("crane"), "pull", ref, join(env.HOME ?? "", "crane.tar")], env),
    list: ({ env, ref }) => run([program("crane"), "ls", repositoryOf(ref)], env),
    referrers: "crane has no command for it",
    delete: ({ env, ref }) => {
      const digest = must([program("crane"), "digest", ref], env).trim();
      return run([program("crane"), "delete", `${repositoryOf(ref)}@${digest}`], env);
    },
  },
};

const oras: Client = {
  name: "oras",
  needs: ["oras"],
  version: () => versionOf(program("oras"), "oras.land/oras"),
  actions: {
    login: ({ env }) => run([program("oras"), "login", plain, ...who], env, password),
    push: ({ env, ref }) => {
      const what = ["--disable-path-validation", ref, `${file}:text/plain`];
      return run([program("oras"), "push", plain, ...what], env);
    },
    pull: ({ env, ref }) => {
      const into = ["--allow-path-traversal", "--output", env.HOME ?? ""];
      return run([program("oras"), "pull", plain, ...into, ref], env);
    },
    list: ({ env, ref }) => run([program("oras"), "repo", "tags", plain, repositoryOf(ref)], env),
    referrers: ({ env, ref }) => {
      const type = ["--disable-path-validation", "--artifact-type", "text/note"];
      must([program("oras"), "attach", plain, ...type, ref, file], env);
      return expectOutput(/text\/note/, run([program("oras"), "discover", plain, ref], env));
    },
    delete: ({ env, ref }) =>
      run([program("oras"), "manifest", "delete", plain, "--force", ref], env),
  },
};

const regctl: Client = {
  name: "regctl",
  needs: ["regctl"],
  version: () => versionOf(program("regctl"), "github.com/regclient/regclient"),
  prepare: ({ env }) =>
    must([program("regctl"), "registry", "set", "--tls", "disabled", host], env),
  actions: {
    login: ({ env }) => {
      const as = ["--user", "ben", "--pass-stdin", host];
      return run([program("regctl"), "registry", "login", ...as], env, password);
    },
    push: ({ env, ref }) => run([program("regctl"), "image", "import", ref, archive], env),
    pull: ({ env, ref }) =>
      run([program("regctl"), "image", "export", ref, join(env.HOME ?? "", "regctl.tar")], env),
    list: ({ env, ref }) => run([program("regctl"), "tag", "ls", repositoryOf(ref)], env),
    referrers: ({ env, ref }) => {
      const put = ["artifact", "put", "--artifact-type", "text/note", "--subject", ref];
      must([program("regctl"), ...put, "--file", file], env);
      return expectOutput(/text\/note/, run([program("regctl"), "artifact", "list", ref], env));
    },
    delete: ({ env, ref }) => run([program("regctl"), "tag", "rm", ref], env),
  },
};

const helm: Client = {
  name: "helm",
  needs: ["helm"],
  version: () => versionOf(program("helm"), "helm.sh/helm/v4"),
  tag: "1.0.0",
  actions: {
    login: ({ env }) => run([program("helm"), "registry", "login", plain, ...who], env, password),
    push: ({ env, ref }) => {
      const to = `oci://${ref.split("/").slice(0, 2).join("/")}`;
      return run([program("helm"), "push", plain, chartFor(ref), to], env);
    },
    pull: ({ env, ref }) => {
      const what = [`oci://${repositoryOf(ref)}`, "--version", "1.0.0"];
      return run([program("helm"), "pull", plain, ...what, "--destination", env.HOME ?? ""], env);
    },
    list: ({ env, ref }) => {
      const range = [`oci://${repositoryOf(ref)}`, "--version", "^1"]; // a range makes helm list the tags
      const shown = run([program("helm"), "show", "chart", plain, ...range], env);
      return expectOutput(/version: 1\.0\.0/, shown);
    },
    referrers: "helm has no command for it",
    delete: "helm has no command for it",
  },
};

/** Packages a chart with the name of the repository's last component. */
function chartFor(ref: string): string {
  const [name = ""] = repositoryOf(ref).split("/").slice(-1);
  const directory = join(stack.directory, "charts", name);
  mkdirSync(join(directory, "templates"), { recursive: true });
  writeFileSync(join(directory, "Chart.yaml"), `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`);
  must([program("helm"), "package", directory, "--destination", stack.directory], setup.home);
  return join(stack.directory, `${name}-1.0.0.tgz`);
}

for (const client of [crane, oras, regctl, helm]) testClient(setup, client);
