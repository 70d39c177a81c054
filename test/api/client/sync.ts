import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { runRepairs } from "../../../src/protocol/sync/drift/repair-worker.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makeNamespace, makeRegistry } from "../../support/data/factories.ts";
import { fakeCatalog } from "../../support/fakes/catalog.ts";
import { admin } from "./setup.ts";

test("an admin starts a sync, reads the drift and has it repaired", async () => {
  await ensureKeys();
  const fake = await fakeCatalog({});
  const registry = await makeRegistry({ hostname: "compared.test.lan", url: fake.url });
  const { id: registryId } = registry;
  const namespace = await makeNamespace({ registryId });
  const repository = await makeRepository({ namespace, tagsCount: 3 });
  const manifest = await makeManifest(repository);
  for (const name of ["one", "two", "three"]) await makeTag(manifest, name);

  const asked = await admin("post_sync");
  const { id: runId } = await db.syncRun.findFirstOrThrow({ where: { registryId } });
  for (const tag of ["one", "two", "three"])
    await db.drift.create({
      data: {
        registryId,
        repository: repository.fullName,
        tag,
        kind: "missing",
        reason: "",
        runId,
      },
    });
  const runs = await admin("get_sync");
  const drifts = await admin("get_drifts", { query: { all: true } });
  const ours = drifts.json.filter((it) => it.repository === repository.fullName);
  const id = ours.find((it) => it.tag === "one")?.id ?? 0;
  const one = await admin("post_drifts_id_repair", { path: { id } });
  const rest = await admin("post_drifts_repair");
  await runRepairs({ registryId });

  assert.deepEqual([asked.status, one.status, rest.status], [202, 204, 202]);
  assert.ok(asked.json.some((run) => run.registry_id === registryId && run.state === "waiting"));
  assert.ok(runs.json.some((run) => run.message === "It starts in a moment."));
  assert.equal(ours.length, 3);
  assert.ok(rest.json.asked >= 2);
  assert.equal(await db.tag.count({ where: { repositoryId: repository.id } }), 0);
});

test("an id too large for its column is 404", async () => {
  for (const id of [2_147_483_648, 99_999_999_999_999])
    assert.equal((await admin("post_drifts_id_repair", { path: { id } })).status, 404);
});
