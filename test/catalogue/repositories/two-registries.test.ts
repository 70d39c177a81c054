import assert from "node:assert/strict";
import { before, test } from "node:test";
import { db, type Registry, type User } from "../../../src/platform/db/client.ts";
import { Invalid } from "../../../src/platform/errors.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { answer } from "../../../src/tenancy/permission-lookup/answer.ts";
import { type Browser, signIn, useApp } from "../../support/app.ts";
import {
  type MadeRepository,
  makeManifest,
  makeRepository,
  makeTag,
} from "../../support/data/catalogue.ts";
import {
  actorOf,
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  makeUser,
  password,
} from "../../support/data/factories.ts";

// web/nginx is in two registries: anyone signed in may see the first, only Nora's team the second.

const app = await useApp();
let sam: User;
let nora: User;
let here: MadeRepository;
let there: MadeRepository;
let stranger: Browser;
let member: Browser;

before(async () => {
  const second = await makeRegistry({ name: "second", hostname: "second.test.lan:5001" });
  await makePerson({ username: "ada", admin: true });
  sam = await makeUser({ username: "sam" });
  nora = await makeUser({ username: "nora" });
  const team = await makeTeam({ owners: [nora] });
  here = await makeNginx(await makeRegistry(), { visibility: "protected" });
  there = await makeNginx(second, { visibility: "private", teamId: team.id });
  stranger = await signIn(app, sam);
  member = await signIn(app, nora);
});

async function makeNginx({ id: registryId }: Registry, given: object): Promise<MadeRepository> {
  const namespace = await makeNamespace({ name: "web", registryId, ...given });
  const repository = await makeRepository({ namespace, name: "nginx", tagsCount: 1 });
  const tag = registryId === (await makeRegistry()).id ? "of-the-first" : "of-the-second";
  await makeTag(await makeManifest(repository), tag);
  await db.activity.create({
    data: {
      key: "repository.push",
      actorName: "carol",
      subject: repository.fullName,
      registryId,
      namespaceId: namespace.id,
      repositoryId: repository.id,
    },
  });
  return repository;
}

test("a repository's path is its reference, without the host of the first registry", () => {
  assert.equal(paths.repository(here), "/repositories/web/nginx");
  assert.equal(paths.repository(there), "/repositories/second.test.lan:5001/web/nginx");
});

test("each address shows its own repository, with the command that pulls it", async () => {
  const first = await member.get(paths.repository(here));
  const second = await member.get(paths.repository(there));

  assert.match(first.text, /registry\.test\.lan:5000\/web\/nginx:of-the-first/);
  assert.doesNotMatch(first.text, /of-the-second/);
  assert.match(second.text, /second\.test\.lan:5001\/web\/nginx:of-the-second/);
  assert.doesNotMatch(second.text, /of-the-first/);
});

test("a namesake in another registry is a 404 for people who may not see it", async () => {
  assert.equal((await stranger.get(paths.repository(here))).status, 200);
  assert.equal((await stranger.get(paths.repository(there))).status, 404);
  assert.equal((await stranger.get(paths.image(there, "of-the-second"))).status, 404);
  assert.equal(
    (await stranger.get(paths.activity({ repository: "second.test.lan:5001/web/nginx" }))).status,
    404,
  );
});

test("a change at one address does not affect the namesake", async () => {
  await member.post(paths.repositoryDescription(there), { description: "The second." });
  await member.post(paths.star(there), { starred: "true" });

  const select = { description: true, stars: true };
  const found = await db.repository.findMany({ select, orderBy: { id: "asc" } });
  const changed = found.map(({ description, stars }) => [description, stars.length]);
  assert.deepEqual(changed, [
    ["", 0],
    ["The second.", 1],
  ]);
});

for (const [what, path] of [
  ["the list", paths.repositories({ q: "nginx" })],
  ["the search", paths.search({ q: "nginx:of" })],
  ["the palette", paths.searchSuggestions({ q: "nginx:of" })],
  ["the activity", paths.activity()],
] as const)
  test(`${what} links to both repositories`, async () => {
    const { text } = await member.get(path);

    assert.match(text, /"\/repositories\/web\/nginx["?]/);
    assert.match(text, /"\/repositories\/second\.test\.lan:5001\/web\/nginx["?]/);
    assert.match(text, /second\.test\.lan:5001\/web\/(<\/span>)?nginx/);
  });

test("the list and the activity can be filtered by a namespace of one registry", async () => {
  const of = "second.test.lan:5001/web";

  const list = await member.get(paths.repositories({ namespace: of }));
  const history = await member.get(paths.activity({ namespace: of }));

  for (const { text } of [list, history]) {
    assert.match(text, /"\/repositories\/second\.test\.lan:5001\/web\/nginx"/);
    assert.doesNotMatch(text, /"\/repositories\/web\/nginx"/);
  }
});

test("filtering by a host lists the top-level images of its registry", async () => {
  const hostname = "second.test.lan:5001";
  const { id: registryId } = await db.registry.findUniqueOrThrow({ where: { hostname } });
  const global = { name: "", kind: "global", visibility: "public", registryId } as const;
  await makeRepository({ namespace: await makeNamespace(global), name: "busybox" });

  const { text } = await member.get(paths.repositories({ namespace: hostname }));

  assert.match(text, /"\/repositories\/second\.test\.lan:5001\/busybox"/);
  assert.doesNotMatch(text, /nginx"/);
});

test("permissions are those in the registry of the reference", async () => {
  const push = { who: "", action: "push" } as const;

  const first = await answer(actorOf(nora), { ...push, what: "web/nginx" });
  const second = await answer(actorOf(nora), { ...push, what: "second.test.lan:5001/web/nginx" });
  const unseen = answer(actorOf(sam), { ...push, what: "second.test.lan:5001/web/" });

  assert.equal(first.allowed, false);
  assert.equal(second.allowed, true);
  await assert.rejects(unseen, Invalid);
});

test("a namespace with a dot in its name is not taken for a registry", async () => {
  const namespace = await makeNamespace({ name: "jane.doe", visibility: "protected" });
  const repository = await makeRepository({ namespace, name: "app" });

  assert.equal(paths.repository(repository), "/repositories/registry.test.lan:5000/jane.doe/app");
  assert.equal((await member.get(paths.repository(repository))).status, 200);
  assert.equal((await member.get("/repositories/jane.doe/app")).status, 200);
});

test("the API adds a member to the repository with the id, not to its namesake", async () => {
  const authorization = `Basic ${Buffer.from(`nora:${password}`).toString("base64")}`;
  const give = ({ id }: MadeRepository) =>
    fetch(`${app.url}/api/v1/repositories/${id}/members`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ user: "sam", role: "viewer" }),
    });

  assert.equal((await give(here)).status, 403);
  assert.equal((await give(there)).status, 201);
  assert.equal((await stranger.get(paths.repository(there))).status, 200);
});
