import { join } from "node:path";
import { loginAs, repositoryOf, runInOrder } from "../support/clients/commands.ts";
import { type At, type Client, testClient } from "../support/clients/matrix.ts";
import { password } from "../support/clients/people.ts";
import { findProgram, versionOf } from "../support/clients/programs.ts";
import { startClientSetup } from "../support/clients/setup.ts";
import { run } from "../support/processes.ts";

// The clients in Debian, and docker's commands that need no engine.

const setup = await startClientSetup();
const base = `${setup.host}/ben/base:1`;
const docker = findProgram("docker") ?? "docker";
const insecure = "--tls-verify=false";
const who = loginAs(setup.host);

/** podman or buildah with a storage driver that needs no privileges. */
const containers = (tool: "podman" | "buildah", { env }: At) => {
  const home = env.HOME ?? "";
  const roots = ["--root", join(home, "storage"), "--runroot", join(home, "run")];
  return [tool, ...roots, "--storage-driver", "vfs"];
};

const skopeo: Client = {
  name: "skopeo",
  needs: ["skopeo"],
  version: () => versionOf("skopeo"),
  actions: {
    login: ({ env }) => run(["skopeo", "login", insecure, ...who], env, password),
    push: ({ env, ref }) => {
      const copy = ["skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false"];
      return run([...copy, `oci:${setup.image.directory}`, `docker://${ref}`], env);
    },
    pull: ({ env, ref }) => {
      const copy = ["skopeo", "--insecure-policy", "copy", "--src-tls-verify=false"];
      return run([...copy, `docker://${ref}`, `dir:${join(env.HOME ?? "", "pulled")}`], env);
    },
    list: ({ env, ref }) =>
      run(["skopeo", "list-tags", insecure, `docker://${repositoryOf(ref)}`], env),
    referrers: "skopeo has no command for it",
    delete: ({ env, ref }) => run(["skopeo", "delete", insecure, `docker://${ref}`], env),
  },
};

const podman: Client = {
  name: "podman",
  needs: ["podman"],
  version: () => versionOf("podman"),
  actions: {
    login: (at) => run([...containers("podman", at), "login", insecure, ...who], at.env, password),
    push: (at) => {
      const command = containers("podman", at);
      const pull = [...command, "pull", insecure, base];
      return runInOrder(at, pull, [...command, "push", insecure, base, at.ref]);
    },
    pull: (at) => run([...containers("podman", at), "pull", insecure, at.ref], at.env),
    list: (at) => {
      const list = ["search", "--list-tags", insecure, repositoryOf(at.ref)];
      return run([...containers("podman", at), ...list], at.env);
    },
    referrers: "podman has no command for it",
    delete: "podman has no command for it",
  },
};

const buildah: Client = {
  name: "buildah",
  needs: ["buildah"],
  version: () => versionOf("buildah"),
  actions: {
    login: (at) => run([...containers("buildah", at), "login", insecure, ...who], at.env, password),
    push: (at) => {
      const command = containers("buildah", at);
      return runInOrder(
        at,
        [...command, "from", insecure, "--name", "work", base],
        [...command, "commit", "work", "built"],
        [...command, "rm", "work"],
        [...command, "push", insecure, "built", at.ref],
      );
    },
    pull: (at) => run([...containers("buildah", at), "pull", insecure, at.ref], at.env),
    list: "buildah has no command for it",
    referrers: "buildah has no command for it",
    delete: "buildah has no command for it",
  },
};

const manifest: Client = {
  name: "docker manifest",
  needs: ["docker"],
  version: () => versionOf(docker),
  actions: {
    login: ({ env }) => run([docker, "login", ...who], env, password),
    push: (at) => {
      const command = [docker, "manifest"];
      const create = [...command, "create", "--amend", "--insecure", at.ref, base];
      return runInOrder(at, create, [...command, "push", "--insecure", "--purge", at.ref]);
    },
    pull: ({ env, ref }) => run([docker, "manifest", "inspect", "--insecure", ref], env),
    list: "docker has no command for it",
    referrers: "docker has no command for it",
    delete: "docker manifest rm deletes only its own notes",
  },
};

for (const client of [skopeo, podman, buildah, manifest]) testClient(setup, client);
