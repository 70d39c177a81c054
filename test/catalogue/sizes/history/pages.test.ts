import assert from "node:assert/strict";
import { before, test } from "node:test";
import { countDue } from "../../../../src/catalogue/sizes/count.ts";
import { db, type Namespace } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { type Browser, signIn, useApp } from "../../../support/app.ts";
import { makeRepository } from "../../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser } from "../../../support/data/factories.ts";
import { layer, storeImage } from "../../../support/data/images.ts";

const app = await useApp();
const daysAgo = (days: number) => new Date(new Date().setUTCHours(0, 0, 0, 0) - days * 86_400_000);
let namespace: Namespace;
let [member, stranger, admin]: Browser[] = [];

before(async () => {
  const viewer = await makeUser();
  const team = await makeTeam({ viewers: [viewer] });
  namespace = await makeNamespace({ team, visibility: "public", quota: 200_000_000n });
  const repository = await makeRepository({ namespace });
  await storeImage(repository, { tag: "1", layers: [layer("all", 100_000_000)] });
  while ((await countDue()) > 0);
  member = await signIn(app, viewer);
  stranger = await signIn(app, await makeUser());
  admin = await signIn(app, await makeUser({ admin: true }));
});

const textOf = async (person: Browser | undefined, path: string) =>
  (await person?.get(path))?.text ?? "";

test("a namespace without a past says from when on its storage is drawn", async () => {
  const text = await textOf(member, paths.namespaceSizes(namespace));

  assert.match(text, /Drawn from 2 days on/);
  assert.match(text, /A forecast needs 7 days of history; there is\s+1\./);
});

test("the quota page draws the storage of the last days with the quota, and repeats it as a table", async () => {
  for (let n = 1; n <= 10; n += 1)
    await db.namespaceSizeDay.create({
      data: { namespaceId: namespace.id, day: daysAgo(n), stored: BigInt(100 - n) * 1_000_000n },
    });

  const text = await textOf(member, paths.namespaceSizes(namespace));

  assert.match(text, /<strong>1\.0 MB a day<\/strong>/);
  assert.match(text, /At this rate the quota is reached around <time/);
  assert.match(text, /class="line__path" d="M0 /);
  assert.match(text, /Quota 200 MB/);
  const row = `${daysAgo(10).toISOString().slice(0, 10)}</th><td>`;
  assert.ok(text.includes(row));
});

test("who may not see the size of a namespace does not see its past", async () => {
  const text = await textOf(stranger, paths.namespaceSizes(namespace));

  assert.doesNotMatch(text, /Storage over time|line__path|MB a day/);
});

test("only admins see what everything together stores", async () => {
  await db.storedDay.create({ data: { day: daysAgo(1), stored: 5n } });

  assert.match(await textOf(admin, paths.treemap()), /class="line__path"/);
  assert.doesNotMatch(await textOf(member, paths.treemap()), /Storage over time/);
});
