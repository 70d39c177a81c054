import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import jwt from "jsonwebtoken";
import { putBackPending } from "../../../src/lifecycle/immutable/revert.ts";
import { db, type Namespace, type Repository } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { makeRepository } from "../../support/catalogue.ts";
import { useDatabase } from "../../support/database.ts";
import { ociManifest } from "../../support/events.ts";
import { makeNamespace, makeRegistry, makeTeam, unique } from "../../support/factories.ts";
import { fakeRegistry, respond } from "../../support/fake-registry.ts";
import { keepImage } from "../../support/images.ts";

await useDatabase();
await ensureKeys();
const registry = await fakeRegistry();
await makeRegistry({ url: registry.url });
const namespace: Namespace = await makeNamespace({ name: "web", team: await makeTeam() });

let repository: Repository;
let right: { digest: string; payload: Uint8Array | null };
let wrong: typeof right;
/** What the registry's tag is at the moment, and what was put there. */
let there: Uint8Array | null;
let puts: { token: string; type: string; bytes: string }[];
let refusal: number | null;

beforeEach(async () => {
  registry.answers.clear();
  repository = await makeRepository({ namespace, name: unique("app"), immutableTags: ["v*"] });
  right = await keepImage(repository, { tag: "v0" });
  wrong = await keepImage(repository, { tag: "v1" });
  [there, puts, refusal] = [wrong.payload, [], null];
  await move(right.digest, 1);
  await move(wrong.digest, 2, "overwrite");
  await db.putBack.deleteMany();
  await db.putBack.create({ data: { repositoryId: repository.id, tag: "v1" } });
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

const row = () => db.putBack.findFirst({ where: { repositoryId: repository.id } });
const dueNow = () => db.putBack.updateMany({ data: { tryAfter: new Date(0) } });
const text = (bytes: Uint8Array | null) => Buffer.from(bytes ?? []).toString();

test("the registry gets the same bytes under the tag again, by a token of Portus for that alone", async () => {
  await putBackPending();

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

test("what was done before whoever did it was killed is not done again", async () => {
  there = right.payload;

  await putBackPending();

  assert.deepEqual([puts.length, await row()], [0, null]);
});

test("of two replicas at it at once, one does it", async () => {
  await Promise.all([putBackPending(), putBackPending()]);

  assert.equal(puts.length, 1);
});

test("a registry that is away is waited for, and the page can say why", async () => {
  refusal = 503;
  await putBackPending();
  const waiting = await row();

  refusal = null;
  await putBackPending(); // not yet its time
  const early = puts.length;
  await dueNow();
  await putBackPending();

  assert.match(waiting?.note ?? "", /answered 503/);
  assert.ok(waiting && waiting.tryAfter > new Date());
  assert.deepEqual([early, puts.length, await row()], [0, 1, null]);
});

test("a push that was not told of yet is waited for", async () => {
  there = Buffer.from('{"schemaVersion":2,"of":"somebody"}');

  await putBackPending();

  assert.equal(puts.length, 0);
  assert.match((await row())?.note ?? "", /not told of that yet/);
});

test("a push over the tag while it is being put back is looked at again", async () => {
  registry.answers.set(`/v2/${repository.fullName}/manifests/v1`, async (_req, res) => {
    const where = { repositoryId: repository.id };
    await db.putBack.updateMany({ where, data: { attempts: { increment: 1 } } });
    respond(res, 404);
  });

  await putBackPending();

  assert.ok(await row());
});

test("a tag that was deleted since stays deleted", async () => {
  await move(null, 3);

  await putBackPending();

  assert.deepEqual([puts.length, await row()], [0, null]);
});

test("what is no more immutable stays as it was pushed, and is right from then on", async () => {
  await db.repository.update({ where: { id: repository.id }, data: { immutableTags: [] } });

  await putBackPending();

  const kept = await db.tagMove.count({ where: { repositoryId: repository.id, cause: "kept" } });
  assert.deepEqual([puts.length, kept, await row()], [0, 1, null]);
});

test("a registry that says for a moment that it has no such tag does not end the putting back", async () => {
  const path = `/v2/${repository.fullName}/manifests/v1`;
  const usual = registry.answers.get(path) ?? assert.fail();
  registry.answers.set(path, (_req, res) => respond(res, 404));
  await putBackPending();
  registry.answers.set(path, usual);
  await dueNow();

  await putBackPending();

  assert.equal(text(there), text(right.payload));
  assert.equal(await row(), null);
});

test("where the patterns hold no more, what is kept is what was pushed since the last rightful move", async () => {
  await move(right.digest, 3);
  await move(wrong.digest, 4, "overwrite");
  await db.repository.update({ where: { id: repository.id }, data: { immutableTags: [] } });

  await putBackPending();

  const moves = await db.tagMove.findMany({
    where: { repositoryId: repository.id, tag: "v1" },
    orderBy: { at: "asc" },
  });
  assert.deepEqual(
    moves.map(({ cause }) => cause),
    [null, "overwrite", null, "kept"],
  );
});

test("what is gone from the registry is reported and left", async () => {
  await db.manifest.updateMany({ where: { digest: right.digest }, data: { payload: null } });

  await putBackPending();
  assert.match(
    (await row())?.note ?? "",
    /does not have it/,
    "its storage may be away for a moment",
  );
  await db.putBack.updateMany({ data: { attempts: 4 } });
  await dueNow();
  await putBackPending();

  assert.deepEqual([puts.length, await row()], [0, null]);
  const line = await db.activity.findFirstOrThrow({
    where: { key: "tag.give_up", repositoryId: repository.id },
  });
  assert.deepEqual([line.actorName, line.subject], ["portus", repository.fullName]);
  const { why, ...rest } = line.details as { why: string };
  assert.deepEqual(rest, { tag: "v1", digest: wrong.digest, from: right.digest });
  assert.match(why, /does not have it/);
});
