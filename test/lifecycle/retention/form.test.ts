import assert from "node:assert/strict";
import { before, test } from "node:test";
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
import { layer, storeImage } from "../../support/data/images.ts";

const app = await useApp();
let repository: MadeRepository;
let namespace: Namespace;
let owner: Browser;

before(async () => {
  const olga = await makeUser();
  namespace = await makeNamespace({ team: await makeTeam({ owners: [olga] }) });
  repository = await makeRepository({ namespace, tagsCount: 4 });
  const [old, recent] = [30, 10].map((days) => new Date(Date.now() - days * 86_400_000));
  for (const [name, pushedAt] of [
    ["pr-1", old],
    ["pr-2", recent],
    ["latest", old],
  ] as const)
    await makeTag(await makeManifest(repository), name, pushedAt ? { pushedAt } : {});
  owner = await signIn(app, olga);
});

const open = (query: string) => owner.get(`${paths.retention(repository)}?${query}`);

test("retention is set from the namespace's page with a preset, a preview and one button", async () => {
  const first = await owner.get(paths.namespace(namespace));
  assert.ok(first.text.includes(`href="${paths.namespaceRetention(namespace)}"`));
  const page = await owner.get(paths.namespaceRetention(namespace));
  const [, preset = ""] =
    /<a href="([^"]*)"[^>]*>Delete PR builds after 14 days/.exec(page.text) ?? [];
  const preview = await owner.get(preset.replaceAll("&amp;", "&"));
  assert.match(preview.text, /aria-current="true">Delete PR builds/);
  assert.match(preview.text, /data-label="Would be deleted" class="number">\s*<strong>1</);

  const fields = { matchingPatterns: "pr-*", pushedDays: "14" };
  const saved = await owner.post(`${paths.namespaceRetention(namespace)}/rules?nightly=on`, fields);

  assert.equal(saved.status, 303);
  const rule = await db.retentionRule.findFirstOrThrow({ where: { namespaceId: namespace.id } });
  assert.deepEqual([rule.matchingPatterns, rule.pushedDays, rule.nightly], [["pr-*"], 14, true]);
  await owner.post(`${paths.namespaceRetention(namespace)}/rules/removal`, { confirmed: "1" });
});

test("no box is ticked until somebody ticks it", async () => {
  const page = await owner.get(paths.retention(repository));

  assert.doesNotMatch(page.text, / checked/);
});

test("a preview says what patterns match, what deleting frees and on which night", async () => {
  const big = await makeRepository({ namespace });
  await storeImage(big, { tag: "pr-9", layers: [layer("only here", 5000)] });
  await db.tag.updateMany({ where: { repositoryId: big.id }, data: { pushedAt: new Date() } });
  await db.manifest.updateMany({ where: { repositoryId: big.id }, data: { pushedAt: new Date() } });
  await db.registryBlob.updateMany({ data: { size: 5000n } }); // the layer and the configuration

  const page = await owner.get(
    `${paths.retention(big)}?matchingPatterns=pr-*&deleteAllMatching=on`,
  );
  const later = await owner.get(`${paths.retention(big)}?matchingPatterns=pr-*&pushedDays=3`);

  assert.match(page.text, /Matches 1 of 1 tag: pr-9/);
  assert.match(page.text, /1 of 1 tag would be deleted/);
  assert.match(page.text, /frees <strong>[^/]*10\.0 kB/);
  const counts = (text: string) =>
    [...text.matchAll(/nights__count[^>]*>(\d+)/g)].map(([, count]) => Number(count));
  assert.equal(counts(page.text)[0], 1);
  assert.deepEqual(counts(later.text).indexOf(1) > 1 && counts(later.text).length, 14);
});

test("a wrong pattern comes back with the form and the reason", async () => {
  const page = await open("matchingPatterns=%7Ba,b&newest=3");

  assert.equal(page.status, 422);
  assert.match(page.text, /\{a,b&#34; is not a valid pattern: it has no closing brace/);
  assert.match(page.text, />\{a,b<\/textarea>/);
  assert.match(page.text, /name="newest"[^>]*\n?[^>]*value="3"/);
});

test("an expression is shown as one, and is converted only when asked", async () => {
  const page = await open(
    `matching=${encodeURIComponent("^pr-\\d+$")}&newest=0&deleteAllMatching=on`,
  );
  assert.match(page.text, /This rule uses a regular expression/);
  assert.match(page.text, /name="matching"[^>]*\n?[^>]*value="\^pr-\\d\+\$"/);

  const converted = await open(
    `matching=${encodeURIComponent("^pr-\\d+$")}&deleteAllMatching=on&convert=1`,
  );

  assert.equal(converted.status, 200);
  assert.match(
    converted.text,
    /became “pr-\*”\. It is not exactly the same: it matches the same 2 of the 3 tags/,
  );
  assert.match(converted.text, />pr-\*<\/textarea>/);
  assert.doesNotMatch(converted.text, /name="matching"/);
});

test("a conversion that would match other tags is refused with those tags", async () => {
  const expression = encodeURIComponent("^pr-[1]$");
  const page = await open(`matching=${expression}&deleteAllMatching=on&convert=1`);

  assert.match(
    page.text,
    /was not converted: the nearest pattern, “pr-\*”, matches other tags \(pr-2\)/,
  );
  assert.match(page.text, /value="\^pr-\[1\]\$"/);
});

test("an expression without a pattern stays, and so does a broken one", async () => {
  const nested = await open(`matching=${encodeURIComponent("^((a)|b)$")}&newest=1&convert=1`);
  const broken = await open("matching=pr(&newest=1&convert=1");

  assert.match(
    nested.text,
    /can&#39;t be converted: some of its parts have no equivalent in patterns/,
  );
  assert.equal(broken.status, 422);
  assert.match(broken.text, /This is not a valid regular expression/);
});
