import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { config } from "../../src/platform/config/config.ts";
import { db, transaction } from "../../src/platform/db/client.ts";
import { ensureRegistry } from "../../src/registry/registries.ts";
import { ensureKeys } from "../../src/registry/signing/keys.ts";
import { ensureGlobalNamespace } from "../../src/tenancy/namespaces/own-namespaces.ts";
import { useApp } from "../support/app.ts";
import { makeRepository, makeTags } from "../support/data/catalogue.ts";
import { storeImage } from "../support/data/images.ts";
import { fakeRegistry } from "../support/fakes/registry.ts";
import { serveManifests } from "../support/fakes/stored-manifests.ts";
import { at, type Call, type Client, typeOf } from "./calls.ts";
import { portusctl } from "./portusctl.ts";
import { bootstrap, scripts } from "./scripts.ts";

// The calls of public clients of the old API, in order, on one fresh instance.

const app = await useApp();
const fake = await fakeRegistry();
const speaks = { "docker-distribution-api-version": "registry/2.0" };
fake.answers.set("/v2/", (_req, res) => res.writeHead(401, speaks).end("{}"));
const kept = new Map<string, string>([["host", config.registry.host]]);

before(async () => {
  Object.assign(config.registry, { url: fake.url });
  await ensureKeys();
  const registry = await ensureRegistry(config);
  await transaction((tx) => ensureGlobalNamespace(tx, registry));
});

replay(bootstrap);
test("an owner has repositories", fill);
for (const client of [portusctl, ...scripts]) replay(client);

function replay({ client, header, calls }: Client): void {
  describe(`A3, A8: the calls of ${client} get the answers of SUSE Portus`, () => {
    for (const call of calls) test(call.call, () => make(call, header));
  });
}

async function make(call: Call, header: Client["header"]): Promise<void> {
  const [method = "", path = ""] = filled(call.call).split(/ (.*)/s);
  const signed = call.as === "nobody" ? {} : { [header]: `root:${kept.get("secret")}` };
  const form = call.form && { "Content-Type": "application/x-www-form-urlencoded" };
  const body = call.form ?? (call.json ? JSON.stringify(call.json) : null);
  const res = await fetch(app.url + path, {
    method,
    headers: { ...signed, ...form, ...call.headers },
    body: body && filled(body),
  });
  const text = await res.text();

  assert.equal(res.status, call.status ?? 200, text);
  check(call, text ? JSON.parse(text) : null);
}

function check({ reads = {}, says = {}, keep = {}, rows }: Call, json: unknown): void {
  if (rows !== undefined) assert.equal(Array.isArray(json) && json.length, rows);
  for (const [place, type] of Object.entries(reads))
    for (const value of at(json, place)) {
      const allowed = type.endsWith("?") ? [type.slice(0, -1), "null"] : [type];
      assert.ok(
        allowed.includes(typeOf(value)),
        `${place} is ${JSON.stringify(value)}, no ${type}`,
      );
    }
  for (const [place, value] of Object.entries(says)) {
    const [said] = at(json, place);
    if (typeof value === "string") assert.equal(String(said), filled(value), place);
    else assert.deepEqual(said, value, place);
  }
  for (const [name, place] of Object.entries(keep)) {
    const [value] = at(json, place);
    assert.ok(value !== undefined, `${place} is missing`);
    kept.set(name, String(value));
  }
}

const filled = (text: string) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => kept.get(name) ?? whole);

/** Creates 41 repositories, one of them with 400 tags. */
async function fill(): Promise<void> {
  const namespace = await db.namespace.findFirstOrThrow({ where: { name: "root" } });
  const names = Array.from({ length: 40 }, (_, n) => `r${n}`);
  for (const name of names) await makeRepository({ namespace, name });
  const repository = await makeRepository({ namespace, name: "app", tagsCount: 400 });
  await makeTags(await storeImage(repository, {}), 400);
  await serveManifests(fake, repository, { named: true });
  kept.set("namespace", String(namespace.id)).set("repository", String(repository.id));
}
