import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { byClock, powerOff, registryClock, slowDown } from "../support/lab/faults.ts";
import { arrived, login, makeImage, prepareImages, push, pushTags } from "../support/lab/images.ts";
import {
  lab,
  labDown,
  labUp,
  on,
  password,
  portus,
  portusIsReady,
  registry,
  service,
  tagsInPortus,
  tagsInRegistry,
  tryOn,
} from "../support/lab/nodes.ts";

// Failures of one of three machines, or of the network between them. The last test checks the result of all others.

before(() => {
  labUp();
  login();
});
after(labDown);

test("pushes during a network failure between registry and Portus arrive afterwards", async () => {
  lab("cut", "registry", "portus");
  const tags = pushTags("cut", 3);
  const meanwhile = tagsInPortus();

  lab("join", "registry", "portus");

  await arrived(tags);
  assert.deepEqual(meanwhile, []);
});

test("a slow network to Portus delays pushes and loses none", async () => {
  const slowed = await slowDown(300);

  const began = Date.now();
  const tags = pushTags("slow", 2);

  assert.ok(Date.now() - began > 600, "each push requests a token over the slow network");
  await arrived(tags);
  await slowed.end();
});

test("ten images pushed while Portus has no power are all in its catalogue when it is up again", async () => {
  const images = prepareImages("away", 10);
  images.push(0, 2);

  powerOff();
  images.push(2, 10);

  assert.notEqual(tryOn("client", ["curl", "--silent", `${portus}/healthz`]).status, 0);
  service("portus", "start", "portus");
  await portusIsReady();
  await arrived(images.tags);
});

test("no push is lost if Portus and its Postgres are killed during a network failure", async () => {
  const images = prepareImages("dark", 4);
  images.push(0, 1);

  lab("cut", "registry", "portus");
  images.push(1, 2);
  powerOff();
  images.push(2, 3);
  service("portus", "start", "portus");
  await portusIsReady();
  images.push(3, 4);
  const meanwhile = tagsInPortus();
  lab("join", "registry", "portus");

  await arrived(images.tags);
  for (const tag of images.tags.slice(1)) assert.ok(!meanwhile.includes(tag), tag);
});

for (const off of ["+1d", "-1d"])
  test(`a client with its clock ${off} off logs in, pushes and pulls`, async () => {
    const skopeo = (...words: string[]) =>
      on(
        "client",
        [
          "/usr/bin/env",
          "HOME=/tmp/skewed",
          ...byClock(off),
          "/usr/bin/skopeo",
          "--insecure-policy",
          ...words,
        ],
        password,
      );
    const image = `alice/client${off.startsWith("+") ? "-ahead" : "-behind"}`;
    prepareImages("skewed", 1);
    const date = on("client", [...byClock(off), "/usr/bin/date", "+%s"]);
    assert.equal(Math.abs(Math.round((Number(date) - Date.now() / 1000) / 3600)), 24);

    const who = ["--username", "alice", "--password-stdin", registry];
    skopeo("login", "--authfile", "/tmp/skewed.json", "--tls-verify=false", ...who);
    const remote = [
      "--authfile",
      "/tmp/skewed.json",
      "--dest-tls-verify=false",
      "--src-tls-verify=false",
    ];
    skopeo(
      "copy",
      ...remote,
      "oci:/vagrant/data/layouts/skewed-1",
      `docker://${registry}/${image}:latest`,
    );
    skopeo("copy", ...remote, `docker://${registry}/${image}:latest`, `dir:/tmp/back${off}`);

    await arrived([`${image}:latest`]);
  });

for (const off of ["+45s", "-45s"])
  test(`a registry with its clock ${off} off accepts pushes and pulls`, async () => {
    await registryClock(off);

    const tags = pushTags(off.startsWith("+") ? "ahead" : "behind", 1);

    await arrived(tags);
  });

for (const [off, said, log] of [
  ["-10m", "10 minutes behind", /not to be used before/],
  ["+30m", "30 minutes ahead of", /not to be used after/],
] as const)
  test(`a registry with its clock ${off} off refuses tokens, and Portus shows why`, async () => {
    makeImage(`${registry}/alice/refused`, "never there");
    await registryClock(off);

    const pushed = tryOn("client", ["docker", "push", `${registry}/alice/refused`]);
    const asked = tryOn("portus", ["portus", "sync"]);

    assert.match(pushed.output, /unauthorized: authentication required/);
    assert.match(asked.output, new RegExp(`Its clock is ${said} Portus's`));
    assert.match(on("registry", ["/vagrant/provision/service.sh", "log", "registry"]), log);
  });

test("after these failures Portus has exactly the tags of the registry", async () => {
  await registryClock(null);
  push("alice/refused");
  await arrived(["alice/refused:latest"]);

  const held = tagsInRegistry();

  assert.equal(held.length, 3 + 2 + 10 + 4 + 2 + 2 + 1);
  assert.deepEqual(tagsInPortus(), held);
});
