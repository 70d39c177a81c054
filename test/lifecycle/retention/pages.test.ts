import assert from "node:assert/strict";
import { before, test } from "node:test";
import { evaluateTags } from "../../../src/lifecycle/retention/evaluate.ts";
import { db, type Namespace } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { type Browser, signIn, useApp } from "../../support/app.ts";
import {
  type MadeRepository,
  makeManifest,
  makeRepository,
  makeTags,
} from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { layer, storeImage } from "../../support/data/images.ts";

const app = await useApp();
const rules = { newest: 0, pushedDays: null, pulledDays: null, latestOfMinor: false };
let repository: MadeRepository;
let namespace: Namespace;
let owner: Browser;
let viewer: Browser;

before(async () => {
  const [olga, vera] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [olga], viewers: [vera] });
  namespace = await makeNamespace({ team });
  repository = await makeRepository({ namespace, tagsCount: 4 });
  const image = await storeImage(repository, { tag: "build-1234" });
  const signature = {
    layers: [layer("signed", 100, "application/vnd.dev.cosign.simplesigning.v1+json")],
  };
  await storeImage(repository, { ...signature, tag: `${image.digest.replace(":", "-")}.sig` });
  await storeImage(repository, { tag: "build-1234-debug" });
  await storeImage(repository, { tag: "latest" });
  [owner, viewer] = [await signIn(app, olga), await signIn(app, vera)];
});

const deletedBy = async (matching: string, protecting = "") =>
  (await evaluateTags(repository.id, { ...rules, matching, protecting }))
    .filter(({ deleted }) => deleted)
    .map(({ name }) => name)
    .sort();

test("GCO-008: a pattern is searched for in the tags; only ^ and $ anchor it", async () => {
  assert.deepEqual(await deletedBy("build-\\d+"), ["build-1234", "build-1234-debug"]);
  assert.deepEqual(await deletedBy("^build-\\d+$"), ["build-1234"]);
});

test("rules delete no signatures and no protected tags", async () => {
  assert.deepEqual(await deletedBy("", "^latest$"), ["build-1234", "build-1234-debug"]);
});

test("an invalid pattern is refused with what was typed", async () => {
  const page = await owner.get(`${paths.retention(repository)}?matching=build(&newest=3`);
  assert.equal(page.status, 422);
  assert.match(page.text, /This is not a valid regular expression/);
  assert.match(page.text, /value="build\("/);
});

test("a preview deletes nothing; a plan of the same tags can be made from it", async () => {
  const asked = `matching=${encodeURIComponent("^build-")}&protecting=debug&newest=0`;
  const page = await owner.get(`${paths.retention(repository)}?${asked}`);
  assert.equal(page.status, 200);
  assert.match(page.text, /1 of 3 tags would be deleted/);
  assert.match(page.text, /Its name is protected\./);
  assert.equal(await db.deletionPlan.count(), 0);

  const form = { matching: "^build-", protecting: "debug", newest: "0" };
  const planned = await owner.post(paths.retention(repository), form);
  assert.equal(planned.status, 303);
  const plan = await db.deletionPlan.findFirstOrThrow();
  assert.deepEqual(plan.selection, { tags: ["build-1234"], untagged: [] });
  assert.equal(planned.location, paths.deletion(plan));
});

test("a preview has 100 tags a page, and the totals of all", async () => {
  const many = await makeRepository({ namespace, tagsCount: 250 });
  await makeTags(await makeManifest(many), 250);
  const asked = "matching=%5Ebuild-1%24&newest=0";

  const first = await owner.get(`${paths.retention(many)}?${asked}`);
  const last = await owner.get(`${paths.retention(many)}?${asked}&from=200`);

  const rows = (text: string) => text.match(/data-label="Result"/g)?.length;
  assert.deepEqual([rows(first.text), rows(last.text)], [100, 50]);
  for (const { text } of [first, last]) assert.match(text, /of 250 tags would be deleted/);
  assert.match(first.text, /rel="next" href="[^"]*matching=%5Ebuild-1%24&amp;[^"]*from=100"/);
  assert.doesNotMatch(first.text, /rel="prev"/);
  assert.match(last.text, /rel="prev" href="[^"]*from=100"/);
  assert.doesNotMatch(last.text, /rel="next"/);
});

test("rules that delete nothing make no plan", async () => {
  await owner.get(paths.retention(repository));
  const refused = await owner.post(paths.retention(repository), { newest: "100" });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /The rules keep every tag/);
});

test("an address that says neither yes nor no about the nights saves nothing", async () => {
  const { status, text } = await owner.post(`${paths.retention(repository)}/rules?nightly=maybe`, {
    newest: "9",
  });

  assert.equal(status, 422, text);
  assert.equal(await db.retentionRule.count({ where: { repositoryId: repository.id } }), 0);
});

test("a viewer may not preview rules", async () => {
  assert.equal((await viewer.get(paths.retention(repository))).status, 403);
});

const typed = { matching: "^build-", protecting: "debug", newest: "0", nightly: "on" };

test("rules are saved for a repository, its namespace and its registry, and the closest are shown", async () => {
  const admin = await signIn(app, await makeUser({ admin: true }));
  const { namespace } = await db.repository.findUniqueOrThrow({
    where: { id: repository.id },
    include: { namespace: true },
  });
  const places: [Browser, string, RegExp][] = [
    [admin, paths.registryRetention({ id: namespace.registryId }), /rules of its registry/],
    [owner, paths.namespaceRetention(namespace), /rules of its namespace/],
    [owner, paths.retention(repository), /has its own rules/],
  ];
  assert.match(
    (await owner.get(paths.retention(repository))).text,
    /nothing is deleted automatically/,
  );
  for (const [who, path, held] of places) {
    const saved = await who.post(`${path}/rules`, typed);
    assert.equal(saved.status, 303, saved.text);
    assert.match((await who.get(path)).text, /value="\^build-"/);
    assert.match((await owner.get(paths.retention(repository))).text, held);
  }

  const page = await owner.get(paths.namespaceRetention(namespace));
  assert.match(page.text, /This repository or its namespace has its own rules/);
  await owner.post(`${paths.retention(repository)}/rules/removal`, { confirmed: "1" });
  const without = await owner.get(paths.namespaceRetention(namespace));
  assert.match(without.text, /data-label="Would be deleted" class="number">\s*<strong>1<\/strong>/);
});

test("Preview, both ways to save and Review send the same fields, as they stand on the page", async () => {
  const { text } = await owner.get(`${paths.retention(repository)}?newest=0&matching=debug`);

  const fields = [...text.matchAll(/<input[^>]*name="newest"[^>]*>/g)].map(([field]) => field);
  assert.equal(fields.length, 1);
  assert.doesNotMatch(fields[0] ?? "", /hidden/);
  const start = text.indexOf('<form class="form panel" id="rules" method="get"');
  const form = text.slice(start, text.indexOf("</form>", start));
  for (const name of ["newest", "untaggedDays", "pushedDays"])
    assert.match(form, new RegExp(`"${name}"`));
  assert.doesNotMatch(form, /type="hidden"/);
  const posting = [...text.matchAll(/<button[^>]*form="rules" formmethod="post"[^>]*>([^<]*)/g)];
  assert.deepEqual(
    posting.map(([, label]) => label),
    [
      "Save and run every night",
      "Save, but don't run at night",
      "Review the deletion of 1 tag",
    ].map((label) => label.replace("'", "&#39;")),
  );
});

test("rules with an invalid pattern are not saved, and stay as they were typed", async () => {
  const refused = await owner.post(`${paths.retention(repository)}/rules`, {
    ...typed,
    matching: "build(",
  });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /value="build\("/);
  assert.equal(await db.retentionRule.count({ where: { repositoryId: repository.id } }), 0);
});

test("removing rules that do not exist is a 404 without a question", async () => {
  await db.retentionRule.deleteMany({ where: { repositoryId: repository.id } });

  const answer = await owner.post(`${paths.retention(repository)}/rules/removal`);

  assert.equal(answer.status, 404);
  assert.match(answer.text, /There is no such set of retention rules/);
});

test("rules are removed after a question, without JavaScript too", async () => {
  const page = paths.retention(repository);
  await owner.post(`${page}/rules`, typed);
  const saved = () => db.retentionRule.count({ where: { repositoryId: repository.id } });

  const asked = await owner.post(`${page}/rules/removal`);
  assert.match(asked.text, /Then the rules of its namespace or registry apply/);
  assert.match(asked.text, /name="confirmed"/);
  assert.equal(await saved(), 1);

  const removed = await owner.post(`${page}/rules/removal`, { confirmed: "1" });
  assert.equal(removed.location, page);
  assert.equal(await saved(), 0);
});
