import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { config } from "../../src/platform/config/config.ts";
import { db } from "../../src/platform/db/client.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { secret } from "../support/data/events.ts";
import { password } from "../support/data/factories.ts";
import { host, startFaultyInstance } from "../support/faults/instance.ts";
import { freePort, start, typescript } from "../support/processes.ts";
import { startRegistry } from "../support/registry.ts";
import { until } from "../support/waiting.ts";

// Portus, Postgres and a real registry are killed at random while a real client pushes.

const repositories = 3;
const port = await freePort();
const it = await startFaultyInstance({ registryUrl: `http://127.0.0.1:${port}` });
const directory = join(it.directory, "registry");
mkdirSync(directory);
const wiring = {
  portus: it.url,
  ca: readFileSync(join(it.env.PORTUS_DATA_DIR ?? "", "ca.crt"), "utf8"),
  issuer: config.issuer,
  eventsSecret: secret,
  service: host,
  directory,
  port,
};
let registry = await startRegistry(wiring);
after(() => registry.stop());

const victims = [
  () => it.kill(),
  () => until(() => it.killPostgres("SIGKILL"), "Postgres to be there"),
  async () => {
    await registry.stop("SIGKILL");
    registry = await startRegistry(wiring);
  },
];

/** Whether skopeo could push an image, at its first attempt. */
async function copy(layout: string, image: string, username: string): Promise<boolean> {
  const credentials = ["--dest-creds", `${username}:${password}`, "--dest-tls-verify=false"];
  const to = `docker://${registry.host}/${image}`;
  const skopeo = start(
    ["skopeo", "--insecure-policy", "copy", "--retry-times=0", ...credentials, `oci:${layout}`, to],
    { HOME: it.directory, REGISTRY_AUTH_FILE: join(it.directory, "auth.json") },
  );
  return (await skopeo.ended) === 0;
}

function storedTags(repository: string): string[] {
  const folder = `storage/docker/registry/v2/repositories/${repository}/_manifests/tags`;
  return readdirSync(join(directory, folder)).map((tag) => `${repository}:${tag}`);
}

test("EVT-009: Portus, Postgres and the registry are killed at random while skopeo pushes: each image is in the catalogue once, and nobody got too much", async () => {
  const layout = imageLayout(join(it.directory, "image"), "pushed during faults").directory;
  const images: string[] = [];
  let isKilling = true;

  const pushAll = async () => {
    while (isKilling) {
      const image = `web/app${images.length % repositories}:t${images.length}`;
      images.push(image);
      while (!(await copy(layout, image, "pusher"))) await pause(200);
    }
  };
  const pushing = Promise.all(Array.from({ length: 3 }, pushAll));
  for (const kill of [...victims, ...victims]) {
    await pause(Math.random() * 2_000);
    await kill();
    await it.readyz(200);
  }
  isKilling = false;
  await pushing;
  await it.readyz(200);
  const isStrangerLetIn = await copy(layout, "web/app0:stranger", "stranger");
  const sync = start([process.execPath, ...typescript, "src/main/cli.ts", "sync"], it.env);
  await sync.ended;
  await until(async () => (await pendingEvents()) === 0, "all events to be applied", 60_000);

  const names = Array.from({ length: repositories }, (_, n) => `web/app${n}`);
  const stored = names.flatMap(storedTags).sort();
  const tags = await db.tag.findMany({ include: { repository: true } });
  const applied = await db.registryEvent.findMany({ where: { state: "applied", action: "push" } });
  assert.equal(isStrangerLetIn, false);
  assert.deepEqual(stored, images.toSorted());
  assert.deepEqual(tags.map((tag) => `${tag.repository.fullName}:${tag.name}`).sort(), stored);
  assert.equal(
    await db.activity.count({ where: { key: "repository.push" } }),
    applied.filter(({ payload }) => Object(Object(payload).target).tag).length,
  );
  assert.equal(await db.registryEvent.count({ where: { state: "failed" } }), 0);
});

const pendingEvents = () => db.registryEvent.count({ where: { state: "pending" } }).catch(() => -1);
