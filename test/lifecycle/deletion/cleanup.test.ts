import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deleteLatePushes } from "../../../src/lifecycle/deletion/cleanup.ts";
import { db } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { makeRegistry, unique } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";
import { fakeRegistry, respond } from "../../support/fakes/registry.ts";

await useDatabase();
before(ensureKeys);
const fake = await fakeRegistry();
const registry = await makeRegistry({ url: fake.url });
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

test("a name that is reserved again while late pushes are deleted stays reserved", async () => {
  const name = unique("shop");
  const { digest, url } = await pushLate(`${name}/web`);
  await db.namespaceReservation.create({
    data: { registryId: registry.id, name, deletedAt: minutesAgo(5), until: minutesAgo(1) },
  });
  fake.answers.set(url, async (_req, res) => {
    await db.namespaceReservation.updateMany({ where: { name }, data: { deletedAt: new Date() } });
    respond(res, 202);
  });

  const freed = await deleteLatePushes();

  assert.ok(fake.requests.some((it) => it.method === "DELETE" && it.url?.endsWith(digest)));
  assert.equal(freed, 0);
  assert.equal(await db.namespaceReservation.count({ where: { name } }), 1);
});

/** A push that was ignored because its namespace had been deleted. */
async function pushLate(repository: string) {
  const digest = `sha256:${"9".repeat(64)}`;
  const state = { state: "ignored", tryAfter: null, settledAt: new Date() } as const;
  await db.registryEvent.create({
    data: {
      eventId: unique("event"),
      action: "push",
      repository,
      occurredAt: new Date(),
      ...state,
      payload: { target: { repository, digest } },
    },
  });
  return { digest, url: `/v2/${repository}/manifests/${digest}` };
}
