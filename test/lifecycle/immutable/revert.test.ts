import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import jwt from "jsonwebtoken";
import { revertPending } from "../../../src/lifecycle/immutable/revert.ts";
import { db, type Namespace, type Repository } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { ociManifest } from "../../support/data/events.ts";
import { makeNamespace, makeRegistry, makeTeam, unique } from "../../support/data/factories.ts";
import { storeImage } from "../../support/data/images.ts";
import { useDatabase } from "../../support/database.ts";
import { fakeRegistry, respond } from "../../support/fakes/registry.ts";
import { untilBlocked } from "../deletion/stock.ts";

await useDatabase();
await ensureKeys();
const registry = await fakeRegistry();
await makeRegistry({ url: registry.url });
const namespace: Namespace = await makeNamespace({ name: "web", team: await makeTeam() });

let repository: Repository;
let right: { digest: string; payload: Uint8Array | null };
let wrong: typeof right;
/** The manifest that the tag names at the registry, and the pushes to the tag. */
let there: Uint8Array | null;
let puts: { token: string; type: string; bytes: string }[];
let refusal: number | null;

beforeEach(async () => {
  registry.answers.clear();
  repository = await makeRepository({ namespace, name: unique("app"), immutableTags: ["v*"] });
  right = await storeImage(repository, { tag: "v0" });
  wrong = await storeImage(repository, { tag: "v1" });
  [there, puts, refusal] = [wrong.payload, [], null];
  await move(right.digest, 1);
  await move(wrong.digest, 2, "overwrite");
  await db.revert.deleteMany();
  await db.revert.create({ data: { repositoryId: repository.id, tag: "v1" } });
  registry.answers.set(`/v2/${repository.fullName}/manifests/v1`, async (req, res) => {
    if (refusal) return void res.writeHead(refusal).end();
    if (req.method !== "PUT")
      return void res.writeHead(there ? 200 : 404, { "content-type": ociManifest }).end(there);
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const token = (req.headers.authorization ?? "").replace("Bearer ", "");
    there = Buffer.concat(chunks);
    puts.push({ token, type: req.headers["content-type"] ?? "", bytes: there.toString() });
    res.writeHead(201).end();
  });
});

function move(digest: string | null, minute: number, cause: "overwrite" | null = null) {
  const at = new Date(Date.UTC(2026, 0, 1, 0, minute));
  const data = { repositoryId: repository.id, tag: "v1", digest, at, byName: "carl", cause };
  return db.tagMove.create({ data });
}

const row = () => db.revert.findFirst({ where: { repositoryId: repository.id } });
const dueNow = () => db.revert.updateMany({ data: { tryAfter: new Date(0) } });
const text = (bytes: Uint8Array | null) => Buffer.from(bytes ?? []).toString();

test("a revert pushes the same bytes under the tag, with a token that allows only that", async () => {
  await revertPending();

  assert.deepEqual(
    puts.map(({ bytes, type }) => [bytes, type]),
    [[text(right.payload), ociManifest]],
  );
  const { sub, access } = jwt.decode(puts[0]?.token ?? "") as jwt.JwtPayload;
  const actions = ["pull", "push"];
  assert.equal(sub, "portus");
  assert.deepEqual(access, [{ type: "repository", name: repository.fullName, actions }]);
  assert.equal(await row(), null);
});

test("a revert that succeeded before its process was killed is not repeated", async () => {
  there = right.payload;

  await revertPending();

  assert.deepEqual([puts.length, await row()], [0, null]);
});

test("of two replicas, only one runs a revert", async () => {
  await Promise.all([revertPending(), revertPending()]);

  assert.equal(puts.length, 1);
});

test("an unreachable registry is retried, and the page says why", async () => {
  refusal = 503;
  await revertPending();
  const waiting = await row();

  refusal = null;
  await revertPending(); // it is not due yet
  const early = puts.length;
  await dueNow();
  await revertPending();

  assert.match(waiting?.note ?? "", /answered 503/);
  assert.ok(waiting && waiting.tryAfter > new Date());
  assert.deepEqual([early, puts.length, await row()], [0, 1, null]);
});

test("a push whose event has not arrived is waited for", async () => {
  there = Buffer.from('{"schemaVersion":2,"of":"somebody"}');

  await revertPending();

  assert.equal(puts.length, 0);
  assert.match((await row())?.note ?? "", /has not arrived yet/);
});

test("a push during a revert is reverted next", async () => {
  registry.answers.set(`/v2/${repository.fullName}/manifests/v1`, async (_req, res) => {
    const where = { repositoryId: repository.id };
    await db.revert.updateMany({ where, data: { attempts: { increment: 1 } } });
    respond(res, 404);
  });

  await revertPending();

  assert.ok(await row());
});

test("a tag that was deleted since stays deleted", async () => {
  await move(null, 3);

  await revertPending();

  assert.deepEqual([puts.length, await row()], [0, null]);
});

test("an overwrite of a tag that is no longer immutable is accepted", async () => {
  await db.repository.update({ where: { id: repository.id }, data: { immutableTags: [] } });

  await revertPending();

  const kept = await db.tagMove.count({
    where: { repositoryId: repository.id, cause: "accepted" },
  });
  assert.deepEqual([puts.length, kept, await row()], [0, 1, null]);
});

test("an overwrite of a tag that becomes immutable again at that moment is reverted", async () => {
  const where = { id: repository.id };
  await db.repository.update({ where, data: { immutableTags: [] } });

  let reverting: Promise<unknown> = Promise.resolve();
  await db.$transaction(async (tx) => {
    await tx.repository.update({ where, data: { immutableTags: ["v*"] } });
    reverting = revertPending();
    await untilBlocked("the worker waits for the new patterns");
  });
  await reverting;

  assert.deepEqual([puts.length, await row()], [1, null]);
});

test("a registry that lacks the image for a moment does not end the revert", async () => {
  const path = `/v2/${repository.fullName}/manifests/v1`;
  const usual = registry.answers.get(path) ?? assert.fail();
  registry.answers.set(path, (_req, res) => respond(res, 404));
  await revertPending();
  registry.answers.set(path, usual);
  await dueNow();

  await revertPending();

  assert.equal(text(there), text(right.payload));
  assert.equal(await row(), null);
});

test("if the patterns no longer apply, all overwrites since the last rightful move are accepted", async () => {
  await move(right.digest, 3);
  await move(wrong.digest, 4, "overwrite");
  await db.repository.update({ where: { id: repository.id }, data: { immutableTags: [] } });

  await revertPending();

  const moves = await db.tagMove.findMany({
    where: { repositoryId: repository.id, tag: "v1" },
    orderBy: { at: "asc" },
  });
  assert.deepEqual(
    moves.map(({ cause }) => cause),
    [null, "overwrite", null, "accepted"],
  );
});

test("an image that the registry lost is reported, and the overwrite accepted", async () => {
  await db.manifest.updateMany({ where: { digest: right.digest }, data: { payload: null } });

  await revertPending();
  assert.match(
    (await row())?.note ?? "",
    /does not have it/,
    "its storage may be away for a moment",
  );
  await db.revert.updateMany({ data: { attempts: 4 } });
  await dueNow();
  await revertPending();

  assert.deepEqual([puts.length, await row()], [0, null]);
  const line = await db.activity.findFirstOrThrow({
    where: { key: "tag.give_up", repositoryId: repository.id },
  });
  assert.deepEqual([line.actorName, line.subject], ["portus", repository.fullName]);
  const { why, ...rest } = line.details as { why: string };
  assert.deepEqual(rest, { tag: "v1", digest: wrong.digest, from: right.digest });
  assert.match(why, /does not have it/);
});
