import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { makeNamespace, makePerson, makeTeam, password } from "../support/data/factories.ts";
import { freePort, must, start as startProgram } from "../support/processes.ts";
import { startRegistry } from "../support/registry.ts";
import { eventsSecret, startReplicas } from "../support/replicas.ts";
import { until } from "../support/waiting.ts";

const registryPort = await freePort();
const host = `localhost:${registryPort}`;
const { proxy, running, start, directory, dataDirectory } = await startReplicas({
  PORTUS_REGISTRY_HOST: host,
  PORTUS_REGISTRY_URL: `http://127.0.0.1:${registryPort}`,
  PORTUS_DRAIN_SECONDS: "1",
});
const registry = await startRegistry({
  portus: proxy.url,
  ca: readFileSync(join(dataDirectory, "ca.crt"), "utf8"),
  issuer: "localhost",
  eventsSecret,
  port: registryPort,
});
after(async () => {
  await registry.stop();
  rmSync(registry.directory, { recursive: true, force: true });
});

const { user } = await makePerson();
const team = await makeTeam({ owners: [user] });
const { id: registryId } = await db.registry.findFirstOrThrow();
const namespace = await makeNamespace({ team, registryId });
const { directory: layout } = imageLayout(join(directory, "layout"), "one");
const credentials = `${user.username}:${password}`;

const copy = ["skopeo", "--insecure-policy", "copy"];

/** Runs skopeo again and again until told to stop. Returns how often, and what it said when it failed. */
async function repeat(command: (n: number) => string[], isOver: () => boolean) {
  const failures: string[] = [];
  let times = 0;
  while (!isOver()) {
    const skopeo = startProgram([...copy, ...command(times)]);
    if ((await skopeo.ended) !== 0) failures.push(skopeo.said());
    times += 1;
  }
  return { times, failures };
}

const toRegistry = ["--dest-tls-verify=false", "--dest-creds", credentials, `oci:${layout}`];
const fromRegistry = ["--src-tls-verify=false", "--src-creds", credentials];
const pushTo = (name: string) => toRegistry.concat(`docker://${host}/${namespace.name}/${name}`);
const pulled = () =>
  fromRegistry.concat(
    `docker://${host}/${namespace.name}/other:1`,
    `dir:${join(directory, "pulled")}`,
  );

test("while both replicas are restarted one after the other, no push and no pull fails, and each tag is in the catalogue", async () => {
  must([...copy, ...pushTo("other:1")]); // pulls of what is pushed at the same moment can fail in the registry itself
  let isOver = false;
  const pushing = repeat(
    (n) => pushTo(`app:${n}`),
    () => isOver,
  );
  const pulling = repeat(pulled, () => isOver);

  for (const number of [0, 1, 0, 1]) {
    assert.equal(await running[number]?.stop("SIGTERM"), 0, running[number]?.said());
    await start(number);
  }
  isOver = true;

  const [pushes, pulls] = [await pushing, await pulling];
  assert.deepEqual([pushes.failures, pulls.failures], [[], []]);
  assert.ok(Math.min(pushes.times, pulls.times) > 4, "clients ran all the time");
  const where = { repository: { name: "app", namespaceId: namespace.id } };
  await until(async () => (await db.tag.count({ where })) === pushes.times, "every tag");
});
