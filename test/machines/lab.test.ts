import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  checkout,
  commandsIn,
  env,
  lab,
  labDown,
  labUp,
  on,
  password,
  portusIsReady,
  registry,
  service,
  startOn,
  tagsInPortus,
  tagsInRegistry,
  tokenFor,
  tryOn,
} from "../support/lab-nodes.ts";
import { must, run, until } from "../support/processes.ts";

// The nodes of the Vagrantfile on one machine, made by the same scripts. In this order: the last tests look back on all others.

const portus = "http://portus.test.lan:5000";
const faketime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
const localEnv = "/etc/portus/local.env";

before(labUp);
after(labDown);

const login = (host = registry) => {
  const who = ["--username", "alice", "--password-stdin"];
  return on("client", ["docker", "login", ...who, host], password);
};

/** An image called `name` on the client, of one file that says `text`. */
function makeImage(name: string, text: string): void {
  const make = `cd $(mktemp -d) && echo "${text}" >text && tar c text | docker import - ${name}`;
  on("client", ["sh", "-c", make]);
}

const push = (name: string) => on("client", ["docker", "push", `${registry}/${name}`]);

/** Makes and pushes alice/NAME:1 to alice/NAME:COUNT. */
function pushTags(name: string, count: number): string[] {
  const tags = Array.from({ length: count }, (_, at) => `alice/${name}:${at + 1}`);
  for (const tag of tags) {
    makeImage(`${registry}/${tag}`, tag);
    push(tag);
  }
  return tags;
}

const arrived = (tags: string[]) =>
  until(
    () => tags.every((tag) => tagsInPortus().includes(tag)),
    `Portus to know ${tags.join(", ")}`,
    90_000,
  );

test("docker on the client logs in at Portus, and pushes to and pulls from the registry", async () => {
  makeImage(`${registry}/alice/app`, "the first image");

  assert.match(login(), /Login Succeeded/);
  push("alice/app");
  on("client", ["docker", "rmi", `${registry}/alice/app`]);
  on("client", ["docker", "pull", `${registry}/alice/app`]);

  await arrived(["alice/app:latest"]);
});

test("podman on the client pulls what docker pushed, and strangers are refused", () => {
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

test("provisioning again says nothing and restarts nothing", () => {
  const pids = () => must(["ip", "netns", "pids", `${env.LAB_NAME}-registry`]);
  const before = pids();

  assert.equal(lab("up"), "");

  assert.equal(pids(), before);
});

test("each node knows the others by name, and no address of the lab is one of this machine", () => {
  for (const node of ["registry", "portus", "client"] as const)
    for (const other of ["registry", "portus", "client"])
      assert.match(on(node, ["getent", "hosts", `${other}.test.lan`]), /^192\.168\.1\.[234] /);

  assert.doesNotMatch(must(["ip", "-4", "addr", "show"]), /192\.168\.1\.[234]\//);
});

test("Portus and the registry run as users of their own, and no other user reads their secrets", () => {
  const owner = (node: "portus" | "registry") =>
    on(node, ["sh", "-c", `ps -o user= -p $(cat /run/provisioned/${node}.pid)`]).trim();

  assert.equal(owner("portus"), "portus");
  assert.equal(owner("registry"), "registry");
  assert.match(on("portus", ["stat", "-c", "%a %U", "/var/lib/portus"]), /^750 portus/);
  assert.match(
    on("registry", ["stat", "-c", "%a %G", "/etc/registry/config.yml"]),
    /^640 registry/,
  );
});

test("an edit in the shared checkout restarts Portus with it", async () => {
  const file = join(checkout, "src/health.ts");
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

test("mitmproxy on the client shows 401 and challenge, token, and the retry that goes through", async () => {
  makeImage("busybox", "not the real busybox");
  const watch = startOn("client", ["sh", "/vagrant/provision/watch-registry.sh", "--lines"]);
  await until(() => watch.said().includes("listening"), `mitmproxy to listen: ${watch.said()}`);

  for (const command of commandsIn("docs/running/vagrant.md", "docker tag busybox")) {
    const line = command.startsWith("docker login") ? `${command} --password-stdin` : command;
    on("client", ["sh", "-c", line], password);
  }
  await watch.stop();

  const said = watch.said().replaceAll(/\s*<< /g, " → ");
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

test("pushes made while the link between registry and Portus is cut arrive when it is mended", async () => {
  lab("cut", "registry", "portus");
  const tags = pushTags("cut", 5);
  assert.deepEqual(
    tagsInPortus().filter((tag) => tag.startsWith("alice/cut:")),
    [],
  );

  lab("join", "registry", "portus");

  await arrived(tags);
});

test("a slow way to Portus delays pushes and loses none", async () => {
  const slowed = await slowDown(300);

  const began = Date.now();
  const tags = pushTags("slow", 2);

  assert.ok(Date.now() - began > 600, "each push asks for a token, which takes two slow ways");
  await arrived(tags);
  await slowed.end();
});

for (const skew of ["+45s", "-45s"])
  test(`a clock of Portus that is ${skew} off those of registry and client hinders nobody`, async () => {
    on(
      "portus",
      ["tee", localEnv],
      `LD_PRELOAD=${faketime}\nFAKETIME=${skew}\nFAKETIME_DONT_FAKE_MONOTONIC=1\n`,
    );
    service("portus", "restart", "portus");
    await portusIsReady();
    const date = on("client", ["curl", "--silent", "--head", `${portus}/healthz`]);
    const off = (Date.parse(/^date: (.*)$/im.exec(date)?.[1] ?? "") - Date.now()) / 1000;
    assert.ok(Math.abs(off - Number.parseInt(skew, 10)) < 10, `Portus's clock is off by ${off} s`);

    login();
    const tags = pushTags(skew.startsWith("+") ? "ahead" : "behind", 1);

    await arrived(tags);
    on("portus", ["rm", localEnv]);
    service("portus", "restart", "portus");
    await portusIsReady();
  });

test("Portus loses its power during ten pushes: when it is back, all ten are there", async () => {
  pushTags("ten", 1);
  // A client keeps its token while it pushes: this one got it before Portus went away.
  const bearer = `Authorization: Bearer ${tokenFor("repository:alice/ten:pull,push")}`;
  const type = "application/vnd.docker.distribution.manifest.v2+json";
  const url = (tag: string) => `http://${registry}/v2/alice/ten/manifests/${tag}`;
  const curl = ["curl", "--silent", "--fail", "--header", bearer];
  const manifest = on("client", [...curl, "--header", `Accept: ${type}`, url("1")]);
  const put = (tag: string) =>
    on(
      "client",
      [...curl, "--header", `Content-Type: ${type}`, "--upload-file", "-", url(tag)],
      manifest.replace(/\}\s*$/, `,"annotations":{"pushed.as":"${tag}"}}`),
    );

  const tags = Array.from({ length: 10 }, (_, at) => `while-away-${at + 1}`);
  for (const tag of tags.slice(0, 2)) put(tag);
  for (const pid of must(["ip", "netns", "pids", `${env.LAB_NAME}-portus`])
    .trim()
    .split("\n"))
    run(["kill", "-KILL", pid]);
  for (const tag of tags.slice(2)) put(tag);
  assert.notEqual(tryOn("client", ["curl", "--silent", `${portus}/healthz`]).status, 0);
  service("portus", "start", "portus");
  await portusIsReady();

  await arrived(tags.map((tag) => `alice/ten:${tag}`));
});

test("after all of this, Portus knows every tag that the registry holds, and no other", () => {
  const held = tagsInRegistry();

  assert.ok(held.length >= 22, held.join(" "));
  assert.deepEqual(tagsInPortus(), held);
});

test("bin/lab down leaves no process, namespace, mount or file, and may be said twice", () => {
  lab("down");
  lab("down");

  assert.doesNotMatch(readFileSync("/proc/mounts", "utf8"), new RegExp(env.LAB_DIR));
  assert.doesNotMatch(must(["ip", "netns", "list"]), new RegExp(env.LAB_NAME));
  const roots = run(["sh", "-c", "readlink /proc/[0-9]*/root"]).output;
  assert.doesNotMatch(roots, new RegExp(env.LAB_DIR));
  assert.equal(existsSync(env.LAB_DIR), false);
});

/** Delays what Portus sends: by the kernel, or where it can't, by a relay that the others take for Portus. */
async function slowDown(ms: number): Promise<{ end(): Promise<void> }> {
  if (run(["bin/lab", "slow", "portus", `${ms}`], env).status === 0)
    return { end: async () => void lab("slow", "portus", "0") };

  const relay = "192.168.1.9";
  const both = ["registry", "client"] as const;
  must(["ip", "-n", `${env.LAB_NAME}-switch`, "addr", "add", `${relay}/24`, "dev", "switch"]);
  const inside = ["ip", "netns", "exec", `${env.LAB_NAME}-switch`];
  const { start } = await import("../support/processes.ts");
  const script = ["node", "--import", "tsx", "test/support/lab-relay.ts", relay, "192.168.1.3"];
  const running = start([...inside, ...script, `${ms}`]);
  await until(() => running.said().includes("listening"), `the relay to listen: ${running.said()}`);
  const rename = (from: string, to: string) => {
    for (const node of both)
      on(node, ["sed", "-i", `s/^${from} portus/${to} portus/`, "/etc/hosts"]);
    // Both keep connections to the old address, and what /etc/hosts said some seconds ago.
    service("registry", "restart", "registry");
    service("client", "restart", "docker");
  };
  rename("192.168.1.3", relay);
  const engine = () => tryOn("client", ["docker", "info"]).status === 0;
  await until(engine, "the engine to be back");
  return {
    end: async () => {
      rename(relay, "192.168.1.3");
      await until(engine, "the engine to be back");
      await running.stop();
    },
  };
}
