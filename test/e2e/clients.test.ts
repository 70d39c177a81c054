import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { db, type Role, type Visibility } from "../../src/platform/db/client.ts";
import { artifactLayout, imageLayout, indexLayout } from "../support/clients/oci-layouts.ts";
import {
  anonymous,
  deleting,
  newPerson,
  type Person,
  password,
  pulling,
  pushing,
  storage,
} from "../support/clients/people.ts";
import { makeTeam } from "../support/data/factories.ts";
import { must } from "../support/processes.ts";
import { startRegistry } from "../support/registry.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// Portus, a registry and common clients. The tests build on each other.

const stack = await startStack();
const ada = await newPerson(stack, "ada"); // signs up first
const ben = await newPerson(stack, "ben");
const nobody = anonymous(stack);

let made = 0;
const layoutAt = () => join(stack.directory, `layout${++made}`);

async function pageShows(who: Person, repository: string, text: string): Promise<void> {
  const shows = async () =>
    (await who.browser.get(`/repositories/${repository}`)).text.includes(text);
  await until(shows, `the page of ${repository} to show ${text}`, 2_000);
}

test("the first person to sign up becomes admin, the second does not", async () => {
  const people = await db.user.findMany({ orderBy: { id: "asc" } });

  assert.deepEqual(
    people.map(({ username, admin }) => [username, admin]),
    [
      ["ada", true],
      ["ben", false],
    ],
  );
});

test("skopeo pushes an image, and the page shows its tag within 2 s", async () => {
  const pushed = pushing(stack, ben, imageLayout(layoutAt(), "one"), "ben/app:first");

  assert.equal(pushed.status, 0, pushed.output);
  await pageShows(ben, "ben/app", "first");
  assert.equal(pulling(stack, ben, "ben/app:first").status, 0);
});

test("a multi-platform image and an artifact are pushed, shown and pulled like an image", async () => {
  const index = pushing(stack, ben, indexLayout(layoutAt(), "two"), "ben/multi:both");
  const chart = artifactLayout(layoutAt(), "three", "application/vnd.example.parts");
  const artifact = pushing(stack, ben, chart, "ben/parts:1.0");

  assert.equal(index.status, 0, index.output);
  assert.equal(artifact.status, 0, artifact.output);
  await pageShows(ben, "ben/multi", "both");
  await pageShows(ben, "ben/parts", "1.0");
  assert.equal(pulling(stack, ben, "ben/multi:both").status, 0);
});

test("buildah builds and pushes an image, and podman pulls it and pushes it again", async () => {
  const { host } = stack.registry;
  const file = join(stack.directory, "hello");
  writeFileSync(file, "hello");
  const login = ["--tls-verify=false", "--username", "ben", "--password-stdin", host];
  const buildah = storage("buildah", ben);
  const podman = storage("podman", ben);

  must(["buildah", "login", ...login], ben.env, password);
  const container = must([...buildah, "from", "scratch"], ben.env).trim();
  must([...buildah, "copy", container, file, "/hello"], ben.env);
  must([...buildah, "commit", container, "built"], ben.env);
  must([...buildah, "push", "--tls-verify=false", "built", `${host}/ben/built:b1`], ben.env);
  must([...podman, "login", ...login], ben.env, password);
  must([...podman, "pull", "--tls-verify=false", `${host}/ben/built:b1`], ben.env);
  must([...podman, "tag", `${host}/ben/built:b1`, `${host}/ben/built:p1`], ben.env);
  must([...podman, "push", "--tls-verify=false", `${host}/ben/built:p1`], ben.env);

  await pageShows(ben, "ben/built", "b1");
  await pageShows(ben, "ben/built", "p1");
});

test("a private namespace: its owner pulls; other people and anonymous clients are refused", async () => {
  const eve = await newPerson(stack, "eve");
  const refusal = /denied|unauthorized|authentication required/i;

  const [own, strange, unknown] = [ben, eve, nobody].map((who) =>
    pulling(stack, who, "ben/app:first"),
  );

  assert.equal(own?.status, 0, own?.output);
  for (const refused of [strange, unknown]) {
    assert.notEqual(refused?.status, 0);
    assert.match(refused?.output ?? "", refusal);
  }
  assert.notEqual(pushing(stack, eve, imageLayout(layoutAt(), "evil"), "ben/app:evil").status, 0);
  assert.equal((await eve.browser.get("/repositories/ben/app")).status, 404);
});

test("a public namespace: anonymous clients pull and see the page, but may not push", async () => {
  await show("ben", "public");

  const pulled = pulling(stack, nobody, "ben/app:first");
  const pushed = pushing(stack, nobody, imageLayout(layoutAt(), "evil"), "ben/app:evil");

  assert.equal(pulled.status, 0, pulled.output);
  assert.notEqual(pushed.status, 0);
  await pageShows(nobody, "ben/app", "first");
  await show("ben", "private");
});

test("EVT-045: an admin pushes a top-level image; another person is refused with a reason", async () => {
  const admins = pushing(stack, ada, imageLayout(layoutAt(), "base"), "base:1");
  const regular = pushing(stack, ben, imageLayout(layoutAt(), "bad"), "base:2");

  assert.equal(admins.status, 0, admins.output);
  await pageShows(ada, "base", "1");
  assert.notEqual(regular.status, 0);
  assert.match(regular.output, /denied|authentication required/i);
});

test("EVT-045: a contributor pushes and pulls; a viewer pulls but may not push", async () => {
  const [cleo, vic] = [await newPerson(stack, "cleo"), await newPerson(stack, "vic")];
  await namespace("web", { cleo: "contributor", vic: "viewer" });
  const image = imageLayout(layoutAt(), "web");

  const pushed = pushing(stack, cleo, image, "web/site:1");
  const refused = pushing(stack, vic, imageLayout(layoutAt(), "web2"), "web/site:2");

  assert.equal(pushed.status, 0, pushed.output);
  assert.equal(pulling(stack, cleo, "web/site:1").status, 0);
  assert.equal(pulling(stack, vic, "web/site:1").status, 0);
  assert.notEqual(refused.status, 0);
  assert.match(refused.output, /denied|authentication required/i);
});

test("EVT-043: the catalogue has a pushed tag until it is deleted in the registry", async () => {
  pushing(stack, ada, imageLayout(layoutAt(), "short-lived"), "shortlived:uniquetag");
  const tags = () => db.tag.count({ where: { name: "uniquetag" } });
  await until(async () => (await tags()) === 1, "the tag to be known");

  const deleted = deleting(stack, ada, "shortlived:uniquetag");

  assert.equal(deleted.status, 0, deleted.output);
  await until(async () => (await tags()) === 0, "the tag to be gone");
});

test("EVT-044: a push through a registry with another host name than in Portus is refused", async () => {
  const wiring = { portus: stack.portus.url, ca: stack.ca, issuer: "localhost" };
  const service = "renamed.test.lan:5000";
  const eventsSecret = stack.env.PORTUS_EVENTS_SECRET ?? "";
  const registry = await startRegistry({ ...wiring, eventsSecret, service });
  const renamed = { ...stack, registry };

  const pushed = pushing(renamed, ada, imageLayout(layoutAt(), "lost"), "lost:1");
  await registry.stop();

  assert.equal(pushed.status, 1);
  assert.match(pushed.output, /token/); // skopeo does not print Portus's message
});

async function show(name: string, visibility: Visibility): Promise<void> {
  await db.namespace.updateMany({ where: { name }, data: { visibility } });
}

async function namespace(name: string, roles: Record<string, Role>): Promise<void> {
  const { id: registryId } = await db.registry.findFirstOrThrow();
  const team = await makeTeam();
  await db.namespace.create({
    data: { name, registryId, teamId: team.id, kind: "team", visibility: "private" },
  });
  for (const [username, role] of Object.entries(roles)) {
    const { id: userId } = await db.user.findUniqueOrThrow({ where: { username } });
    await db.membership.create({ data: { teamId: team.id, userId, role } });
  }
}
