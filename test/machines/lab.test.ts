import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { commandsIn } from "../support/lab/documented-commands.ts";
import { arrived, login, makeImage, push } from "../support/lab/images.ts";
import {
  checkout,
  env,
  labDown,
  labUp,
  on,
  password,
  portus,
  portusIsReady,
  registry,
  startOn,
  tryOn,
} from "../support/lab/nodes.ts";
import { must, run } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

// The nodes of the Vagrantfile on one machine, provisioned by the same scripts. The last test removes them.

before(labUp);
after(labDown);

test("docker on the client logs in, pushes and pulls", async () => {
  makeImage(`${registry}/alice/app`, "the first image");

  assert.match(login(), /Login Succeeded/);
  push("alice/app");
  on("client", ["docker", "rmi", `${registry}/alice/app`]);
  on("client", ["docker", "pull", `${registry}/alice/app`]);

  await arrived(["alice/app:latest"]);
});

test("podman on the client pulls what docker pushed, and anonymous clients are refused", () => {
  const podman = (home: string, ...words: string[]) =>
    tryOn(
      "client",
      ["env", `HOME=${home}`, "podman", "--storage-driver", "vfs", ...words],
      password,
    );
  const credentials = ["--username", "alice", "--password-stdin"];
  const login = ["login", "--authfile", "/alice.json", ...credentials, registry];

  assert.match(podman("/tmp/alice", ...login).output, /Login Succeeded/);
  const pulled = podman("/tmp/alice", "pull", "--authfile", "/alice.json", `${registry}/alice/app`);
  assert.equal(pulled.status, 0, pulled.output);

  const refused = podman("/tmp/nobody", "pull", `${registry}/alice/app`);
  assert.match(refused.output, /unauthorized|denied/);
});

test("the commands of the lab's page work, and provisioning again restarts nothing", () => {
  const pids = () => must(["ip", "netns", "pids", `${env.LAB_NAME}-registry`]);
  const before = pids();

  const [up = "", create = "", login = ""] = commandsIn("docs/running/lab.md", "bin/lab up");
  const as = (name: string, command: string) => ["sh", "-c", command.replace("alice", name)];

  assert.equal(must(["sh", "-c", up], env), "");
  const created = must(as("ada", create), env);
  const [, secret] = /password\D*: *(\S+)/i.exec(created) ?? [];
  assert.match(must(as("ada", `${login} --password-stdin`), env, secret), /Login Succeeded/);

  assert.equal(pids(), before);
});

test("the nodes resolve each other's names, and their addresses are not those of this machine", () => {
  for (const node of ["registry", "portus", "client"] as const)
    for (const other of ["registry", "portus", "client"])
      assert.match(on(node, ["getent", "hosts", `${other}.test.lan`]), /^192\.168\.1\.[234] /);

  assert.doesNotMatch(must(["ip", "-4", "addr", "show"]), /192\.168\.1\.[234]\//);
});

test("Portus and the registry run as their own users, and other users can't read their secrets", () => {
  const owner = (node: "portus" | "registry") =>
    on(node, ["sh", "-c", `ps -o user= -p $(cat /run/provisioned/${node}.pid)`]).trim();

  assert.equal(owner("portus"), "portus");
  assert.equal(owner("registry"), "registry");
  assert.match(on("portus", ["stat", "-c", "%a %U", "/var/lib/portus"]), /^700 portus/);
  assert.match(
    on("registry", ["stat", "-c", "%a %G", "/etc/registry/config.yml"]),
    /^640 registry/,
  );
});

test("an edit in the shared checkout restarts Portus", async () => {
  const file = join(checkout, "src/operations/health/probes.ts");
  const before = readFileSync(file, "utf8");
  const says = (text: string) =>
    until(
      () => tryOn("client", ["curl", "--silent", `${portus}/healthz`]).output.trim() === text,
      `/healthz to say ${text}`,
      60_000,
    );

  writeFileSync(file, before.replace('"ok\\n"', '"edited\\n"'));
  await says("edited");

  writeFileSync(file, before);
  await says("ok");
  await portusIsReady();
});

test("mitmproxy on the client shows the 401 with its challenge, the token and the successful retry", async () => {
  makeImage("busybox", "not the real busybox");
  // Its output goes to a file: a full pipe would block mitmproxy, and docker with it.
  const lines = "exec sh /vagrant/provision/watch-registry.sh --lines >/tmp/watched 2>&1";
  const watch = startOn("client", ["sh", "-c", lines]);
  const watched = () => tryOn("client", ["cat", "/tmp/watched"]).output;
  await until(() => watched().includes("listening"), "mitmproxy to listen");

  const elsewhere = commandsIn("docs/running/compose.md", "docker tag busybox");
  const here = commandsIn("docs/running/vagrant.md", "docker tag busybox");
  for (const command of [...elsewhere, ...here].map((it) =>
    it.replace(/login localhost/, "login --username alice localhost"),
  )) {
    const line = command.startsWith("docker login") ? `${command} --password-stdin` : command;
    on("client", ["sh", "-c", line], password);
  }
  await watch.stop();

  const said = watched().replaceAll(/\s*<< /g, " → ");
  const requests = [...said.matchAll(/: ([A-Z]+) https?:\/\/(\S+) → (\d+)/g)].map(
    ([, method, where = "", status]) => `${method} ${where.replace(/[?…].*$/, "")} ${status}`,
  );
  const pushed = requests.slice(requests.lastIndexOf("GET registry.test.lan:5000/v2/ 401"));
  assert.equal(pushed[0], "GET registry.test.lan:5000/v2/ 401");
  assert.match(pushed[1] ?? "", /^(GET|POST) portus\.test\.lan:5000\/v2\/token 200$/);
  assert.match(pushed[2] ?? "", /^(HEAD|POST) registry\.test\.lan:5000\/v2\/busybox\/blobs\//);
  assert.match(
    pushed.at(-1) ?? "",
    /^PUT registry\.test\.lan:5000\/v2\/busybox\/manifests\/\S* 201$/,
  );
  assert.ok(!pushed.slice(1).some((request) => request.endsWith("401")));
  await arrived(["busybox:latest"]);
});

test("bin/lab down leaves no process, namespace, mount or file, and may be run twice", () => {
  const [down = ""] = commandsIn("docs/running/lab.md", "bin/lab down");
  for (const _ of ["once", "twice"]) must(["sh", "-c", down], env);

  assert.doesNotMatch(readFileSync("/proc/mounts", "utf8"), new RegExp(env.LAB_DIR));
  assert.doesNotMatch(must(["ip", "netns", "list"]), new RegExp(env.LAB_NAME));
  const roots = run(["sh", "-c", "readlink /proc/[0-9]*/root"]).output;
  assert.doesNotMatch(roots, new RegExp(env.LAB_DIR));
  assert.equal(existsSync(env.LAB_DIR), false);
});
