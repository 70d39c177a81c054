import assert from "node:assert/strict";
import { before, test } from "node:test";
import { countDue } from "../../../src/catalogue/sizes/count.ts";
import { quotaUse } from "../../../src/catalogue/sizes/quota.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db, type Namespace } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { type Browser, signIn, useApp } from "../../support/app.ts";
import { type MadeRepository, makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { layer, storeImage } from "../../support/data/images.ts";

const app = await useApp();
let admin: Browser;
let owner: Browser;
let namespace: Namespace;
let repository: MadeRepository;

before(async () => {
  const olga = await makeUser();
  const team = await makeTeam({ owners: [olga] });
  namespace = await makeNamespace({ team, name: "web" });
  repository = await makeRepository({ namespace, name: "app" });
  await storeImage(repository, { tag: "1", layers: [layer("heavy", 5_000_000)] });
  await countDue();
  owner = await signIn(app, olga);
  admin = await signIn(app, await makeUser({ admin: true }));
});

const set = (quota: string) => admin.post(paths.namespaceSizes(namespace), { quota });
const canPush = async () => {
  const page = await owner.get(paths.permissions({ what: "web/app", action: "push" }));
  return !/over its quota/.test(page.text);
};
const isOver = async () =>
  (await db.namespace.findUniqueOrThrow({ where: { id: namespace.id } })).overQuota;

test("an admin sets the quota of a namespace, and no one can push above it", async () => {
  assert.equal((await owner.post(paths.namespaceSizes(namespace), { quota: "9 GB" })).status, 403);
  assert.equal((await set("1 MB")).status, 303);
  assert.equal(await isOver(), true);
  assert.equal(await canPush(), false);

  const page = await owner.get(paths.namespaceSizes(namespace));
  assert.match(page.text, /No one can push until something is deleted/);
  for (const path of [paths.namespace(namespace), paths.repository(repository)])
    assert.match((await owner.get(path)).text, /The namespace is over its quota/);
  const keys = await db.activity.findMany({ orderBy: { id: "desc" }, take: 2 });
  assert.deepEqual(
    keys.map(({ key, actorName }) => [key, actorName === "portus"]),
    [
      ["namespace.over_quota", true],
      ["namespace.set_quota", false],
    ],
  );

  assert.equal((await set("5.5 MB")).status, 303);
  assert.equal(await canPush(), true);
  assert.match((await owner.get(paths.namespaceSizes(namespace))).text, /It is nearly full/);
});

test("an invalid size is refused and stays in the form", async () => {
  const refused = await set("lots");
  assert.equal(refused.status, 422);
  assert.match(refused.text, /value="lots"/);
  assert.match(refused.text, /Enter a size such as/);
});

test("a namespace without its own quota has the default, and deleting makes room", async () => {
  Object.assign(config, { namespaceQuota: 1_000_000n });
  try {
    assert.equal((await set("none")).status, 303);
    assert.equal(await isOver(), false);
    assert.equal((await set("")).status, 303);
    assert.equal(await isOver(), true);

    await db.manifest.deleteMany({ where: { repositoryId: repository.id } });
    while ((await countDue()) > 0);
    assert.equal(await isOver(), false);
    assert.equal(await canPush(), true);
  } finally {
    Object.assign(config, { namespaceQuota: null });
  }
});

for (const [stored, overQuota, use] of [
  [899n, false, { percent: 89, state: "below" }],
  [900n, false, { percent: 90, state: "nearly full" }],
  [1_005n, true, { percent: 100, state: "full" }],
] as const)
  test(`${stored} of 1,000 bytes are ${use.percent} % of the quota: ${use.state}`, () => {
    assert.deepEqual(quotaUse(stored, { quota: 1_000n, overQuota }), use);
  });

test("a namespace without a limit has no quota use", () => {
  assert.equal(quotaUse(5n, { quota: 0n, overQuota: false }), null);
});
