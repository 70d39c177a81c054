import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";
import { config } from "../../src/platform/config/config.ts";
import { connect, db, disconnect } from "../../src/platform/db/client.ts";
import { caCertificate, ensureKeys } from "../../src/registry/signing/keys.ts";
import { portusToken } from "../../src/registry/signing/token.ts";
import { ociManifest } from "../support/data/events.ts";
import { fakeCatalog } from "../support/fakes/catalog.ts";
import { testDatabaseUrl } from "../support/postgres.ts";
import { run, start, typescript } from "../support/processes.ts";
import { type RealRegistry, startRegistry } from "../support/registry.ts";
import { until } from "../support/waiting.ts";

const databaseUrl = await testDatabaseUrl();
connect(databaseUrl);
after(disconnect);
await ensureKeys();

const command = [process.execPath, ...typescript, "src/main/cli.ts", "sync"];
const envFor = (url: string) => ({
  DATABASE_URL: databaseUrl,
  PORTUS_REGISTRY_HOST: new URL(url).host.replace("127.0.0.1", "localhost"),
  PORTUS_REGISTRY_URL: url,
});

test("a sync that was killed continues where it stopped and loses nothing", async () => {
  const names = Array.from({ length: 90 }, (_, n) => `app${String(n).padStart(2, "0")}`);
  const fake = await fakeCatalog(
    Object.fromEntries(names.map((name) => [name, { one: "a", two: "b" }])),
    { pageSize: 30 },
  );
  fake.overrides.push({ path: /app8/, answer: () => {} }); // never answers
  const first = start(command, envFor(fake.url));
  const twoPagesDone = async () => {
    assert.equal(first.child.exitCode, null, first.said());
    return (await db.syncRun.findFirst())?.cursor?.includes("app59") ?? false;
  };
  await until(twoPagesDone, "two of three pages to be done", 60_000);

  await first.stop("SIGKILL");
  const half = await db.tag.count();
  fake.overrides.length = 0;
  fake.requests.length = 0;
  const second = start(command, envFor(fake.url));
  const status = await second.ended;

  assert.equal(status, 0, second.said());
  assert.match(second.said(), /180 tags imported/);
  assert.equal(half, 120);
  assert.equal(await db.syncRun.count(), 2); // the second compares what was pushed since the first one started
  assert.equal(await db.tag.count(), 180);
  assert.equal(await db.drift.count(), 0);
  const lists = (repository: string) =>
    fake.requests.filter((path) => path === `/v2/${repository}/tags/list`).length;
  assert.deepEqual(["app00", "app59", "app60", "app89"].map(lists), [1, 1, 2, 2]);
});

test("SYN-007: bin/portus sync imports the images of a real registry, and reports lost ones as drift", async () => {
  await db.registry.deleteMany();
  const wiring = { portus: config.url, issuer: config.issuer, eventsSecret: config.eventsSecret };
  const registry = await startRegistry({ ...wiring, ca: caCertificate() });
  after(() => registry.stop());
  await push(registry, "team/app", "one");
  const second = await push(registry, "team/app", "two");
  await push(registry, "alone", "one");

  const synced = run(command, envFor(registry.url));
  await ask(registry, "DELETE", "team/app", `manifests/${second}`);
  const again = run(command, envFor(registry.url));

  assert.match(synced.output, /2 repositories and 3 tags checked: 3 tags imported/);
  assert.match(again.output, /2 repositories and 2 tags checked: 1 missing at the registry/);
  assert.equal(await db.tag.count(), 3);
  const drifts = await db.drift.findMany();
  assert.deepEqual(
    drifts.map(({ repository, tag, kind }) => [repository, tag, kind]),
    [["team/app", "two", "missing"]],
  );
});

/** Pushes a small artifact and returns its digest. */
async function push(registry: RealRegistry, repository: string, tag: string): Promise<string> {
  const blob = { ...(await pushBlob(registry, repository, "{}")), mediaType: emptyType };
  const annotations = { "org.opencontainers.image.title": `${repository}:${tag}` };
  const manifest = {
    schemaVersion: 2,
    mediaType: ociManifest,
    config: blob,
    layers: [blob],
    annotations,
  };
  const text = JSON.stringify(manifest);
  await ask(registry, "PUT", repository, `manifests/${tag}`, text, ociManifest);
  return digestOf(text);
}

const emptyType = "application/vnd.oci.empty.v1+json";

async function pushBlob(registry: RealRegistry, repository: string, text: string) {
  const begun = await ask(registry, "POST", repository, "blobs/uploads/");
  const to = new URL(begun.headers.get("location") ?? "", registry.url);
  to.searchParams.set("digest", digestOf(text));
  await ask(registry, "PUT", repository, to, text, "application/octet-stream");
  return { digest: digestOf(text), size: text.length };
}

async function ask(
  registry: RealRegistry,
  method: string,
  repository: string,
  what: string | URL,
  body?: string,
  type = "",
): Promise<Response> {
  const actions = ["pull", "push", "delete"];
  const token = portusToken(registry.host, [{ type: "repository", name: repository, actions }]);
  const headers = { authorization: `Bearer ${token}`, ...(body && { "content-type": type }) };
  const to = new URL(what, `${registry.url}/v2/${repository}/`);
  const answer = await fetch(to, { method, headers, ...(body && { body }) });
  assert.ok(
    answer.ok,
    `${method} ${to} was answered ${answer.status}: ${await answer.clone().text()}`,
  );
  return answer;
}

const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
