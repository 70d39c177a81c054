import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { registryPart } from "../../src/main/up/parts.ts";
import { config } from "../../src/platform/config/config.ts";
import { db } from "../../src/platform/db/client.ts";
import { programFile } from "../../src/registry/config/file.ts";
import { garbageCollection } from "../../src/registry/garbage.ts";
import { ensureKeys } from "../../src/registry/signing/keys.ts";
import { makeManifest, makeRepository, makeTag } from "../support/data/catalogue.ts";
import { makeNamespace, makeRegistry } from "../support/data/factories.ts";
import { useDatabase } from "../support/database.ts";
import { fakeRegistry } from "../support/fakes/registry.ts";

await useDatabase();
before(ensureKeys);
const fake = await fakeRegistry();
const file = programFile(config.dataDir);
after(() => rmSync(file, { force: true }));

const at = async (url: string) => garbageCollection({ ...(await makeRegistry()), url });

test("garbage collection of bin/up's registry uses its program and its config", async () => {
  const url = `http://localhost:${config.registry.port}`;
  registryPart(config, { command: ["/opt/my bin/registry"], version: 2, description: "" });
  const plain = await at(url);
  registryPart(config, { command: [], version: 3, description: "" });
  const contained = await at(url);

  assert.deepEqual(plain.commands, [
    `'/opt/my bin/registry' garbage-collect --dry-run ${plain.config}`,
    `'/opt/my bin/registry' garbage-collect ${plain.config}`,
  ]);
  assert.ok(existsSync(plain.config));
  assert.match(plain.where, /^bin\/up runs this registry\. Stop it/);
  assert.match(contained.commands[0] ?? "", /^docker run --rm -v .* registry:3 garbage-collect/);
});

test("a registry in Compose is stopped, collected in its own container, and started", async () => {
  const { commands } = await at("http://registry:5000");
  assert.deepEqual(commands, [
    "docker compose stop registry",
    "docker compose run --rm --no-deps registry garbage-collect --dry-run /wiring/config.yml",
    "docker compose run --rm --no-deps registry garbage-collect /wiring/config.yml",
    "docker compose start registry",
  ]);
});

test("the version of any other registry decides where its config is", async () => {
  rmSync(file, { force: true });
  const { id } = await makeRegistry({ hostname: "other.test.lan", url: fake.url });
  const namespace = await makeNamespace({ registryId: id });
  const repository = await makeRepository({ namespace });
  await makeTag(await makeManifest(repository), "1.0");
  const registry = await db.registry.findUniqueOrThrow({ where: { id } });
  const answering = async (status: number) => {
    fake.answers.set(`/v2/${repository.fullName}/tags/list?n=-1`, (_req, res) =>
      res.writeHead(status).end("{}"),
    );
    const { version, config: where, where: place } = await garbageCollection(registry);
    assert.match(
      place,
      /where other\.test\.lan runs.* If its config is stored elsewhere, name that file\.$/,
    );
    return [version, where];
  };

  assert.deepEqual(await answering(200), [2, "/etc/docker/registry/config.yml"]);
  assert.deepEqual(await answering(400), [3, "/etc/distribution/config.yml"]);
  assert.deepEqual(await answering(503), [null, "/etc/distribution/config.yml"]);
});
