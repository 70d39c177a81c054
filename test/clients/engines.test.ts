import { loginAs, runInOrder } from "../support/clients/commands.ts";
import { startContainerd } from "../support/clients/containerd.ts";
import { startEngine } from "../support/clients/docker-engine.ts";
import { type Client, testClient } from "../support/clients/matrix.ts";
import { password } from "../support/clients/people.ts";
import { findNewProgram, findProgram, onPath, versionOf } from "../support/clients/programs.ts";
import { startClientSetup } from "../support/clients/setup.ts";
import { run } from "../support/processes.ts";

// The docker engine with its own image store and with containerd's, and containerd itself.

type Daemon = { host: string } | { why: string };

const docker = findProgram("docker") ?? "docker";
const ctr = findNewProgram("ctr") ?? "ctr";
const containerd = findNewProgram("containerd") ?? "containerd";
const moby = "github.com/moby/moby/v2"; // docker 29 and later

const store = await startContainerd({ containerd, ctr }); // started first, so that it is stopped last
const socket = "address" in store ? store.address : "";
const ownStore: Daemon = onPath("dockerd")
  ? await startEngine({ dockerd: onPath("dockerd") ?? "" })
  : { why: "dockerd is not on the PATH" };
const theirStore = await startEngineOnContainerd();
const setup = await startClientSetup();
const base = `${setup.host}/ben/base:1`;

async function startEngineOnContainerd(): Promise<Daemon> {
  if ("why" in store) return store;
  const dockerd = findNewProgram("dockerd");
  if (!dockerd) return { why: "dockerd not found (DOCKERD_BIN)" };
  const version = versionOf(dockerd, moby);
  const old = Number.parseInt(version, 10) > 2 && Number.parseInt(version, 10) < 25; // moby/v2 means 29 or later
  if (old)
    return { why: `dockerd ${version} has no such store; name a current one by DOCKERD_BIN` };
  return startEngine({ dockerd, containerd: socket });
}

function engine(name: string, daemon: Daemon, version: () => string): Client {
  const command = [docker, "--host", "host" in daemon ? daemon.host : ""];
  const none = "docker has no command for it";
  return {
    name,
    needs: ["docker"],
    version,
    ...("why" in daemon && { broken: daemon.why }),
    actions: {
      login: ({ env }) => run([...command, "login", ...loginAs(setup.host)], env, password),
      push: (at) => {
        const pull = [...command, "pull", base];
        return runInOrder(
          at,
          pull,
          [...command, "tag", base, at.ref],
          [...command, "push", at.ref],
        );
      },
      pull: (at) =>
        runInOrder(at, [...command, "image", "rm", at.ref], [...command, "pull", at.ref]),
      list: none,
      referrers: none,
      delete: none,
    },
  };
}

/** ctr reads no config.json, so it gets the identity token that docker login stored. */
function identity(): string {
  return /"identitytoken": *"([^"]+)"/.exec(setup.config)?.[1] ?? "";
}

const containerdClient: Client = {
  name: "containerd (ctr)",
  needs: ["containerd", "ctr"],
  version: () => versionOf(containerd, "github.com/containerd/containerd/v2"),
  ...("why" in store && { broken: store.why }),
  actions: {
    login: "ctr takes credentials on its command line",
    push: (at) => {
      const command = [ctr, "--address", socket];
      const as = ["--plain-http", "--refresh", identity()];
      const fetch = [...command, "content", "fetch", ...as, base];
      return runInOrder(at, fetch, [...command, "images", "push", ...as, at.ref, base]);
    },
    pull: ({ env, ref }) => {
      const fetch = ["content", "fetch", "--plain-http", "--refresh", identity(), ref];
      return run([ctr, "--address", socket, ...fetch], env);
    },
    list: "ctr has no command for it",
    referrers: "ctr has no command for it",
    delete: "ctr has no command for it",
  },
};

const nerdctl = [findProgram("nerdctl") ?? "nerdctl", "--address", socket, "--insecure-registry"];
const nerdctlClient: Client = {
  name: "nerdctl",
  needs: ["nerdctl", "containerd", "ctr"],
  version: () => versionOf(nerdctl[0] ?? "", "github.com/containerd/nerdctl/v2"),
  ...("why" in store && { broken: store.why }),
  actions: {
    login: ({ env }) => run([...nerdctl, "login", ...loginAs(setup.host)], env, password),
    push: (at) => {
      const command = [...nerdctl, "--snapshotter", "native"];
      const pull = [...command, "pull", base];
      return runInOrder(at, pull, [...command, "tag", base, at.ref], [...command, "push", at.ref]);
    },
    pull: ({ env, ref }) => run([...nerdctl, "--snapshotter", "native", "pull", ref], env),
    list: "nerdctl has no command for it",
    referrers: "nerdctl has no command for it",
    delete: "nerdctl has no command for it",
  },
};

const clients = [
  engine("docker engine", ownStore, () => versionOf(onPath("dockerd") ?? "")),
  engine(
    "docker engine with containerd's image store",
    theirStore,
    () => `moby ${versionOf(findNewProgram("dockerd") ?? "", moby)}`,
  ),
  containerdClient,
  nerdctlClient,
];
for (const client of clients) testClient(setup, client);
