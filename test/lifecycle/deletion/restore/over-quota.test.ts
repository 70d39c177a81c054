import assert from "node:assert/strict";
import { before, test } from "node:test";
import { countDue } from "../../../../src/catalogue/sizes/count.ts";
import { config } from "../../../../src/platform/config/config.ts";
import { db } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../../../src/registry/signing/keys.ts";
import { signIn, useApp } from "../../../support/app.ts";
import { makeRepository } from "../../../support/data/catalogue.ts";
import {
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../../support/data/factories.ts";
import { layer, storeImage } from "../../../support/data/images.ts";
import { fakeRegistry } from "../../../support/fakes/registry.ts";
import { serveManifests } from "../../../support/fakes/stored-manifests.ts";

const app = await useApp();
before(ensureKeys);
const fake = await fakeRegistry();
const registry = await makeRegistry({ url: fake.url });

/** A namespace over its quota in which one of two images was just deleted. */
async function afterDeletion() {
  const olga = await makeUser();
  const team = await makeTeam({ owners: [olga] });
  const namespace = await makeNamespace({ team, registryId: registry.id });
  const repository = await makeRepository({ namespace, tagsCount: 2 });
  for (const tag of ["1", "2"])
    await storeImage(repository, { tag, layers: [layer(tag, 5_000_000)] });
  const { references } = await serveManifests(fake, repository);
  await countDue();
  const admin = await signIn(app, await makeUser({ admin: true }));
  await admin.post(paths.namespaceSizes(namespace), { quota: "1 MB" });

  const owner = await signIn(app, olga);
  const { location } = await owner.post(`${paths.repository(repository)}/-/deletion`, {
    tags: "1",
  });
  assert.equal((await owner.post(`${location}/execution`)).status, 303);
  assert.ok(!references().includes("1"));
  const isOver = async () =>
    (await db.namespace.findUniqueOrThrow({ where: { id: namespace.id } })).overQuota;
  assert.ok(await isOver());
  return { owner, plan: location ?? "", references, isOver };
}

test("R5: a deletion can be restored over the quota, and what is restored counts against it again", async () => {
  const { owner, plan, references, isOver } = await afterDeletion();

  assert.ok((await owner.get(plan)).text.includes(`action="${plan}/restoration"`));
  assert.match(
    (await owner.get(plan)).text,
    /You can restore it until <time datetime="[^"]+"[^>]*>\d+ \w+ \d{4}, \d\d:\d\d UTC/,
  );
  assert.equal((await owner.post(`${plan}/restoration`)).status, 303);

  assert.ok(references().includes("1"));
  assert.ok(await isOver());
});

test("R5: people who may not restore a deletion see why", async () => {
  const { owner, plan } = await afterDeletion();
  Object.assign(config.rules, { pushPolicy: "admin-only" });
  try {
    const { text } = await owner.get(plan);
    assert.match(text, /Only people who may push here can restore it/);
    assert.match(text, /The push policy here allows only admins to push/);
    assert.doesNotMatch(text, /<button[^>]*>Restore/);

    const refused = await owner.post(`${plan}/restoration`);
    assert.equal(refused.status, 403);
    assert.match(refused.text, /The push policy here allows only admins to push/);
  } finally {
    Object.assign(config.rules, { pushPolicy: "allow-teams" });
  }
});
