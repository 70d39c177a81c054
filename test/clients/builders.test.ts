import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startBuildDaemon } from "../support/clients/build-daemon.ts";
import { runInOrder } from "../support/clients/commands.ts";
import { type At, type Client, testClient } from "../support/clients/matrix.ts";
import { findProgram, versionOf } from "../support/clients/programs.ts";
import { startClientSetup } from "../support/clients/setup.ts";
import { must, run } from "../support/processes.ts";

// BuildKit builds from a private and from a public base image, and pushes the result.

const setup = await startClientSetup();
const { host, stack } = setup;
const program = (name: string) => findProgram(name) ?? name;
const buildctl = program("buildctl");
const buildx = program("docker-buildx");
const found = findProgram("buildkitd") && findProgram("buildctl");
const daemon = found
  ? await startBuildDaemon({ buildctl, buildkitd: program("buildkitd") }, host)
  : { why: "buildkitd was not found" };
const address = "address" in daemon ? daemon.address : "";
const broken = "why" in daemon && found ? { broken: daemon.why } : {};

/** A directory with a Dockerfile that starts from `image`. */
function contextFrom(image: string): string {
  const directory = mkdtempSync(join(stack.directory, "context-"));
  writeFileSync(join(directory, "note.txt"), image);
  writeFileSync(join(directory, "Dockerfile"), `FROM ${image}\nCOPY note.txt /note.txt\n`);
  return directory;
}

const ours = contextFrom(`${host}/ben/base:1`);
const theirs = contextFrom(`${host}/ada/base:1`);

/** Builds a directory, and pushes the image if a reference is given. */
function building(context: string, to?: string): string[] {
  const frontend = ["--frontend", "dockerfile.v0", "--no-cache"];
  const locals = ["--local", `context=${context}`, "--local", `dockerfile=${context}`];
  const output = to ? ["--output", `type=image,name=${to},push=true,registry.insecure=true`] : [];
  return [buildctl, "--addr", address, "build", ...frontend, ...locals, ...output];
}

const none = (name: string) => `${name} has no command for it`;

const buildctlClient: Client = {
  name: "buildctl",
  needs: ["buildctl", "buildkitd"],
  ...broken,
  version: () => versionOf(buildctl, "github.com/moby/buildkit"),
  actions: {
    login: "buildctl reads docker's config.json",
    push: (at) => runInOrder(at, building(theirs, at.ref), building(ours, at.ref)),
    pull: (at) => runInOrder(at, building(contextFrom(at.ref))),
    list: none("buildctl"),
    referrers: none("buildctl"),
    delete: none("buildctl"),
  },
};

/** Links the buildx plugin into the home and makes the daemon its builder. */
function prepareBuildx({ env }: At): void {
  const plugins = join(env.DOCKER_CONFIG ?? "", "cli-plugins");
  mkdirSync(plugins, { recursive: true });
  symlinkSync(buildx, join(plugins, "docker-buildx"));
  const create = ["buildx", "create", "--name", "ours", "--driver", "remote", address];
  must([program("docker"), ...create], env);
}

const buildxClient: Client = {
  name: "docker buildx",
  needs: ["docker", "docker-buildx", "buildctl", "buildkitd"],
  ...broken,
  version: () => versionOf(buildx, "github.com/docker/buildx"),
  prepare: prepareBuildx,
  actions: {
    login: "docker buildx reads docker's config.json",
    push: (at) => {
      const output = ["--output", "type=registry,registry.insecure=true", "--provenance=true"];
      const build = ["buildx", "build", "--builder", "ours", "--push", "--tag", at.ref, ...output];
      const docker = [program("docker"), ...build];
      return runInOrder(at, [...docker, theirs], [...docker, ours]);
    },
    pull: ({ env, ref }) => {
      const build = ["buildx", "build", "--builder", "ours", "--no-cache", contextFrom(ref)];
      return run([program("docker"), ...build], env);
    },
    list: none("docker buildx"),
    referrers: none("docker buildx"),
    delete: none("docker buildx"),
  },
};

for (const client of [buildctlClient, buildxClient]) testClient(setup, client);
