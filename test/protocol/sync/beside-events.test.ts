import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { eventOf, ociManifest } from "../../support/data/events.ts";
import { makeUser } from "../../support/data/factories.ts";
import { fakeCatalog, manifestDigest, manifestOf } from "../../support/fakes/catalog.ts";
import { after, arrive, catalogue, sync, useSync } from "../../support/sync.ts";

await useSync();

test("SYN-017: a push, a move and a deletion during a sync win over what it found", async () => {
  const user = await makeUser({ admin: true });
  const fake = await fakeCatalog({ app: { moved: "a", kept: "a", deleted: "a" } });
  await sync(fake);
  fake.repositories = { app: { moved: "b", kept: "a", deleted: "c" } };
  fake.overrides.push({
    path: /manifests\/moved/,
    answer: async (_req, res) => {
      fake.overrides.length = 0;
      const of = {
        repository: "app",
        actor: user.username,
        at: after(1_000),
      };
      await arrive(
        eventOf({ ...of, tag: "moved", digest: manifestDigest("d") }),
        eventOf({ ...of, tag: "pushed", digest: manifestDigest("e") }),
        eventOf({ ...of, action: "delete", tag: "deleted" }),
      );
      res.writeHead(200, { "content-type": ociManifest }).end(manifestOf("b"));
    },
  });

  await sync(fake);

  assert.deepEqual(await catalogue(), { app: { kept: "a", moved: "d", pushed: "e" } });
});

test("an event that arrives after the sync found its tag still says who pushed it", async () => {
  const user = await makeUser({ admin: true });
  const fake = await fakeCatalog({ app: { one: "a" } });
  const at = after(-60_000);
  await sync(fake);

  await arrive(
    eventOf({
      repository: "app",
      tag: "one",
      actor: user.username,
      at,
      digest: manifestDigest("a"),
    }),
  );

  const tag = await db.tag.findFirstOrThrow();
  assert.deepEqual([tag.pushedBy, tag.authorName], [user.username, user.username]);
});
