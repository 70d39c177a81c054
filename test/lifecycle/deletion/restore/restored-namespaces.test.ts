import assert from "node:assert/strict";
import { before, test } from "node:test";
import { findRepository } from "../../../../src/catalogue/repositories/find.ts";
import { makePlan } from "../../../../src/lifecycle/deletion/plan/plan.ts";
import { planNamespace } from "../../../../src/lifecycle/deletion/plan/targets.ts";
import { restore } from "../../../../src/lifecycle/deletion/restore/start.ts";
import { executePlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { db } from "../../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../../src/registry/signing/keys.ts";
import { nameRefusal } from "../../../../src/tenancy/namespaces/create.ts";
import { findNamespace } from "../../../../src/tenancy/namespaces/find.ts";
import { makeRepository, makeTag } from "../../../support/data/catalogue.ts";
import { ociIndex } from "../../../support/data/events.ts";
import { actorOf, by, makeNamespace, makeRegistry } from "../../../support/data/factories.ts";
import { storeImage, storeManifest } from "../../../support/data/images.ts";
import { useDatabase } from "../../../support/database.ts";
import { serveManifests } from "../../../support/fakes/stored-manifests.ts";

await useDatabase();
before(ensureKeys);
const { deleteNamespace, fake, namespaceInUse, registry } = await import("./namespace-in-use.ts");

test("a restored namespace has its description, rules, members, webhooks, stars and comments again, and the registry its images", async () => {
  const { owner, namespace, repository, image, references } = await namespaceInUse();
  const all = [image.digest, "1.0", "latest"].sort();
  const plan = await deleteNamespace(actorOf(owner), namespace);
  assert.deepEqual(references(), []);
  assert.match((await nameRefusal(owner, namespace.name, registry.id)) ?? "", /available again/);

  await restore(by(owner), plan);

  assert.deepEqual(references(), all);
  assert.deepEqual(
    { ...(await db.namespace.findUniqueOrThrow({ where: { id: namespace.id } })) },
    { ...namespace },
  );
  const found = await db.repository.findUniqueOrThrow({
    where: { id: repository.id },
    include: { stars: true, comments: true, members: true },
  });
  assert.deepEqual(
    [found.description, found.stars.length, found.comments.length, found.members.length],
    ["The proxy.", 1, 1, 1],
  );
  const webhook = await db.webhook.findFirstOrThrow({ where: { namespaceId: namespace.id } });
  assert.equal(Buffer.from(webhook.sealedSecret).toString(), "sealed");
  assert.equal(found.tagsCount, 0, "tags come with the registry's events");
  const keys = await db.activity.findMany({ where: { subject: namespace.name } });
  assert.deepEqual(
    keys.map(({ key, namespaceId }) => [key, namespaceId]),
    [
      ["namespace.delete", null],
      ["namespace.put_back", namespace.id],
    ],
  );
});

test("the stars and roles of a deleted person are not restored, but everything else is", async () => {
  const { owner, guest, namespace, repository } = await namespaceInUse();
  const plan = await deleteNamespace(actorOf(owner), namespace);
  await db.user.delete({ where: { id: guest.id } });

  await restore(by(owner), plan);

  const { stars, comments, members } = await db.repository.findUniqueOrThrow({
    where: { id: repository.id },
    include: { stars: true, comments: true, members: true },
  });
  assert.deepEqual([stars.length, members.length], [0, 0]);
  assert.deepEqual(
    comments.map(({ authorId, authorName }) => [authorId, authorName]),
    [[null, guest.username]],
  );
});

test("a namespace whose name is taken is not restored, and the registry gets nothing", async () => {
  const { owner, namespace, references } = await namespaceInUse();
  const plan = await deleteNamespace(actorOf(owner), namespace);
  await makeNamespace({ name: namespace.name, registryId: registry.id });

  await assert.rejects(restore(by(owner), plan), /Another namespace has its name by now/);

  assert.deepEqual(references(), []);
  const { restoringAt } = await db.deletionPlan.findUniqueOrThrow({ where: { id: plan } });
  assert.equal(restoringAt, null, "it can be tried again");
});

test("a tag deleted before its namespace can be restored after the namespace", async () => {
  const { owner, namespace, repository } = await namespaceInUse();
  const actor = actorOf(owner);
  const found = await findRepository(actor, repository.fullName);
  const before = await makePlan(by(actor), found, { tags: ["1.0", "latest"] });
  await executePlan(by(actor), before.id);
  const plan = await deleteNamespace(actor, namespace);

  await assert.rejects(restore(by(actor), before.id), /Restore that first/);
  await restore(by(actor), plan);
  assert.deepEqual(await restore(by(actor), before.id), []);
});

test("deletions from a namespace of the same name at another registry are not linked to a restored namespace", async () => {
  const { owner, team, namespace } = await namespaceInUse();
  const actor = actorOf(owner);
  const other = await makeRegistry({ hostname: "other.test.lan", url: fake.url });
  const namesake = await makeNamespace({
    team,
    registryId: other.id,
    name: namespace.name,
  });
  const repository = await makeRepository({ namespace: namesake, tagsCount: 1 });
  await storeImage(repository, { tag: "theirs" });
  await serveManifests(fake, repository);
  const found = await findRepository(actor, `${other.hostname}/${repository.fullName}`);
  const theirs = await makePlan(by(actor), found, { tags: ["theirs"] });
  await executePlan(by(actor), theirs.id);
  await db.namespace.delete({ where: { id: namesake.id } });
  const plan = await deleteNamespace(actor, namespace);

  await restore(by(actor), plan);

  const { namespaceId } = await db.deletionPlan.findUniqueOrThrow({ where: { id: theirs.id } });
  assert.equal(namespaceId, null);
});

test("a namespace that changed since its plan was shown is not deleted", async () => {
  const { owner, namespace, image } = await namespaceInUse();
  const actor = actorOf(owner);
  const plan = await planNamespace(by(actor), await findNamespace(actor, namespace.id));
  await makeTag(image, "new");

  await assert.rejects(executePlan(by(actor), plan.id), /Something changed since this was shown/);
  assert.equal(await db.namespace.count({ where: { id: namespace.id } }), 1);
});

test("an index is restored whole even if the tag of a part was pushed again", async () => {
  const { owner, namespace } = await namespaceInUse();
  const actor = actorOf(owner);
  const repository = await makeRepository({ namespace, tagsCount: 2 });
  const { digest, mediaType, size } = await storeImage(repository, { tag: "amd64" });
  const manifests = [{ digest, mediaType, size, platform: { os: "linux", architecture: "amd64" } }];
  const index = await storeManifest(repository, { manifests }, { type: ociIndex, tag: "latest" });
  const { stored, references } = await serveManifests(fake, repository, {
    refuses: ({ method }, reference) =>
      method === "PUT" && reference === "latest" && !stored.has(digest) ? 400 : null,
  });
  const found = await findRepository(actor, repository.fullName);
  const { id } = await makePlan(by(actor), found, { whole: true });
  await executePlan(by(actor), id);
  stored.set("amd64", Buffer.from('{"schemaVersion":2}'));

  assert.deepEqual(await restore(by(actor), id), ["amd64"]);
  assert.deepEqual(references(), ["amd64", "latest", digest, index.digest].sort());
});

test("a tag that can't be read at the registry is left alone, and can be restored later", async () => {
  const { owner, repository } = await namespaceInUse();
  const actor = actorOf(owner);
  const found = await findRepository(actor, repository.fullName);
  const { id } = await makePlan(by(actor), found, { tags: ["1.0", "latest"] });
  await executePlan(by(actor), id);
  const address = `/v2/${repository.fullName}/manifests/latest`;
  fake.answers.set(address, (_req, res) => res.writeHead(503).end());
  const puts = () => fake.requests.filter((it) => it.method === "PUT" && it.url === address).length;

  await assert.rejects(restore(by(actor), id), /could not be restored/);
  assert.equal(puts(), 0);
  fake.answers.delete(address);
  await restore(by(actor), id);

  assert.equal(puts(), 1);
});
