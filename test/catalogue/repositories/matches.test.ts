import assert from "node:assert/strict";
import { before, test } from "node:test";
import { sentenceOf } from "../../../src/catalogue/repositories/matches.ts";
import { db, type Namespace } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { type Browser, signIn, useApp } from "../../support/app.ts";
import {
  type MadeRepository,
  makeManifest,
  makeRepository,
  makeTag,
} from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";

const app = await useApp();
let namespace: Namespace;
let app1: MadeRepository;
let secret: MadeRepository;
let owner: Browser;
let stranger: Browser;

before(async () => {
  const [olga, sven] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [olga] });
  namespace = await makeNamespace({ name: "web", team, visibility: "public" });
  app1 = await makeRepository({ namespace, name: "app" });
  secret = await makeRepository({ namespace, name: "secret", visibility: "private" });
  const image = await makeManifest(app1);
  for (const [at, name] of ["1.0", "1.1", "latest"].entries())
    await makeTag(image, name, { minute: at });
  await makeTag(await makeManifest(secret), "1.2-secret");
  [owner, stranger] = [await signIn(app, olga), await signIn(app, sven)];
});

/** What a browser gets while somebody types. */
async function sentenceFor(who: Browser, address: string, patterns: string) {
  const between = address.includes("?") ? "&" : "?";
  const answer = await who.get(`${address}${between}${new URLSearchParams({ patterns })}`);
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text).sentence;
}

test("patterns of tags are compared with the tags of a repository, the newest first", async () => {
  const address = paths.matchingTags({ repository: app1 });

  assert.equal(await sentenceFor(owner, address, "1.*"), "Matches 2 of 3 tags: 1.1, 1.0");
  assert.equal(await sentenceFor(owner, address, "* !{latest,1.0}"), "Matches 1 of 3 tags: 1.1");
  assert.equal(await sentenceFor(owner, address, "rc*"), "Matches none of the 3 tags.");
  assert.equal(await sentenceFor(owner, address, " "), "");
});

test("a wrong pattern gets the reason", async () => {
  const sentence = await sentenceFor(owner, paths.matchingTags({ repository: app1 }), "{1,2");

  assert.equal(sentence, '"{1,2" is not a valid pattern: it has no closing brace.');
});

test("only what the person may see is listed", async () => {
  const tags = paths.matchingTags({ namespace });
  const repositories = paths.matchingRepositories(namespace);

  assert.match(await sentenceFor(owner, tags, "1.*"), /^Matches 3 of 4 tags: .*1\.2-secret/);
  assert.equal(await sentenceFor(stranger, tags, "1.*"), "Matches 2 of 3 tags: 1.1, 1.0");
  assert.match(await sentenceFor(owner, repositories, "web/**"), /^Matches 2 of 2 repositories/);
  const seen = await sentenceFor(stranger, repositories, "web/**");
  assert.equal(seen, "Matches 1 of 1 repository: web/app");
  const hidden = await stranger.get(`${paths.matchingTags({ repository: secret })}&patterns=*`);
  assert.equal(hidden.status, 404);
});

test("only admins compare patterns with the tags of a registry", async () => {
  const address = paths.matchingTags({ registry: { id: namespace.registryId } });
  const admin = await signIn(app, await makeUser({ admin: true }));

  assert.equal((await owner.get(`${address}&patterns=*`)).status, 403);
  assert.match(await sentenceFor(admin, address, "1.*"), /^Matches 3 of 4 tags/);
});

test("odd queries get an answer", async () => {
  for (const query of ["?repository=x", "?patterns=a&patterns=b", "?namespace=0&patterns=*", ""])
    assert.equal((await owner.get(`/patterns/tags${query}`)).status, 200, query);
});

test("a longer list is cut, and says so", () => {
  const first = ["a", "b"];
  const found = { count: 12, first, total: 5000, isWhole: false, subject: "tag" } as const;

  assert.equal(sentenceOf(found), "Matches 12 of the newest 5,000 tags: a, b …");
  assert.equal(
    sentenceOf({ ...found, count: 0, first: [] }),
    "Matches none of the newest 5,000 tags.",
  );
  assert.equal(
    sentenceOf({ ...found, total: 0, subject: "repository" }),
    "There are no repositories here yet.",
  );
});

test("Preview shows what patterns of immutable tags match, without JavaScript, and saves nothing", async () => {
  const address = paths.immutableTags(app1);
  await owner.get(address);

  const page = await owner.post(address, { patterns: "1.*", preview: "1" });

  assert.equal(page.status, 200);
  assert.match(page.text, /Matches 2 of 3 tags: 1\.1, 1\.0/);
  assert.match(page.text, />1\.\*<\/textarea>/);
  const saved = await db.repository.findUniqueOrThrow({ where: { id: app1.id } });
  assert.deepEqual(saved.immutableTags, []);
});

test("Preview of a new token shows what its limits match, without JavaScript, and creates nothing", async () => {
  await owner.get(paths.profile());
  const fields = { name: "build", patterns: "web/a*", preview: "1" };

  const page = await owner.post(paths.applicationTokens(), fields);

  assert.equal(page.status, 200);
  assert.match(page.text, /Matches 1 of 2 repositories: web\/app/);
  assert.match(page.text, />web\/a\*<\/textarea>/);
  assert.equal(await db.applicationToken.count(), 0);
});

test("repositories without tags hide no tags of others, however many there are", async () => {
  for (let n = 0; n < 21; n += 1) await makeRepository({ namespace, name: `empty-${n}` });

  const sentence = await sentenceFor(owner, paths.matchingTags({ namespace }), "1.*");

  assert.match(sentence, /^Matches 3 of 4 tags/);
});
