import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { readEnvironment, splitSecrets } from "../../../src/platform/config/environment.ts";
import { accessChanged, db, type Registry } from "../../../src/platform/db/client.ts";
import { Invalid } from "../../../src/platform/errors.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { optionsNamed, registryConfigText } from "../../../src/registry/config/write.ts";
import {
  endPreviousEventsSecret,
  eventsSecretOf,
  rotateEventsSecret,
} from "../../../src/registry/events-secrets.ts";
import { ensureRegistry } from "../../../src/registry/registries.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { addRegistry } from "../../../src/tenancy/registries/registries.ts";
import { signIn, useApp } from "../../support/app.ts";
import { eventOf, post, secret as shared } from "../../support/data/events.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeRegistry,
  makeUser,
  unique,
} from "../../support/data/factories.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";

const app = await useApp();
before(ensureKeys);
const ada = await makeUser({ admin: true });
const admin = by(actorOf(ada));
const first = await ensureRegistry(config);
await makeNamespace({ registryId: first.id, name: "web" });

beforeEach(() => db.registryEvent.deleteMany());

/** A registry as admins add it, with a namespace web. */
async function added(): Promise<Registry> {
  const hostname = `${unique("registry")}.test.lan`;
  const rest = { externalHostname: null, url: `http://${hostname}`, ca: null, pin: null };
  const registry = await addRegistry(admin, {
    name: hostname,
    hostname,
    ...rest,

    force: true,
  });
  await makeNamespace({ registryId: registry.id, name: "web" });
  return registry;
}

/** A registry from before registries had secrets of their own. */
async function old(): Promise<Registry> {
  const registry = await makeRegistry({ hostname: `${unique("old")}.test.lan` });
  await makeNamespace({ registryId: registry.id, name: "web" });
  accessChanged();
  return registry;
}

/** Posts a push to `web` of a registry with a secret. Returns the answer's status and what became of the event. */
async function push(registry: Registry, secret: string) {
  const event = eventOf({
    host: registry.hostname,
    repository: `web/${unique("app")}`,
    tag: "1",
    actor: ada.username,
  });
  const { status } = await post(app, { events: [event] }, { authorization: `Bearer ${secret}` });
  await applyPending();
  const stored = await db.registryEvent.findUnique({ where: { eventId: event.id } });
  return { status, state: stored?.state, reason: stored?.reason ?? "" };
}

const accepted = { status: 202, state: "applied", reason: "" };
const refused = { status: 401, state: undefined, reason: "" };

test("S13: an event is believed only for the registry whose secret it came with", async () => {
  const [mine, theirs] = [await added(), await added()];

  const own = await push(mine, eventsSecretOf(mine));
  const foreign = await push(theirs, eventsSecretOf(mine));
  const ofDefault = await push(first, eventsSecretOf(mine));
  const withShared = await push(mine, shared);

  assert.deepEqual(own, accepted);
  for (const { status, state, reason } of [foreign, ofDefault, withShared]) {
    assert.deepEqual([status, state], [202, "ignored"]);
    assert.match(reason, /The event names the registry .* it proves nothing about that registry/);
  }
  assert.equal(await db.repository.count({ where: { namespace: { registryId: theirs.id } } }), 0);
});

test("S13: a set-up with one secret for all registries goes on working", async () => {
  const registry = await old();

  assert.deepEqual(await push(first, shared), accepted);
  assert.deepEqual(await push(registry, shared), accepted);
});

test("S13: while a secret is rotated, both are accepted; then only the new one", async () => {
  const registry = await added();
  const before = eventsSecretOf(registry);
  const { secret } = await rotateEventsSecret(admin, registry.id);

  const during = [await push(registry, before), await push(registry, secret)];
  await endPreviousEventsSecret(admin, registry.id);
  const after = [await push(registry, before), await push(registry, secret)];

  assert.deepEqual(during, [accepted, accepted]);
  assert.deepEqual(after, [refused, accepted]);
});

test("S13: a registry leaves the shared secret by a rotation, without losing an event", async () => {
  const registry = await old();
  const { secret } = await rotateEventsSecret(admin, registry.id);

  const during = [await push(registry, shared), await push(registry, secret)];
  await endPreviousEventsSecret(admin, registry.id);
  const after = [await push(registry, shared), await push(registry, secret)];

  assert.deepEqual(during, [accepted, accepted]);
  assert.deepEqual(
    after.map(({ state }) => state),
    ["ignored", "applied"],
  );
});

test("an event that was accepted before its secret ended is applied after it", async () => {
  const registry = await old();
  const event = eventOf({ host: registry.hostname, tag: "1", actor: ada.username });
  await rotateEventsSecret(admin, registry.id);
  await post(app, { events: [event] });
  await endPreviousEventsSecret(admin, registry.id);

  await applyPending();

  const stored = await db.registryEvent.findUniqueOrThrow({ where: { eventId: event.id } });
  assert.equal(stored.state, "applied");
});

test("an event with a registry's own secret needs no known host", async () => {
  const registry = await added();

  const pushed = await push({ ...registry, hostname: "alias.test.lan" }, eventsSecretOf(registry));

  assert.deepEqual(pushed, accepted);
});

test("two secrets with a comma between them are both accepted, and the first is the new one", () => {
  const [fresh, former] = ["a new secret of the events", "the former secret of events"];
  const tooMany = readEnvironment({ PORTUS_EVENTS_SECRET: [fresh, former, shared].join(",") });

  assert.deepEqual(splitSecrets(`${fresh}, ${former}`), [fresh, former]);
  assert.deepEqual(splitSecrets("a secret, with a comma in it"), ["a secret, with a comma in it"]);
  assert.match(tooMany.problems.join(), /must be one secret, or two with a comma between them/);
});

test("the secret of the environment is not rotated on a page, and one that was never rotated not ended", async () => {
  const registry = await old();

  await assert.rejects(rotateEventsSecret(admin, first.id), /PORTUS_EVENTS_SECRET/);
  await assert.rejects(endPreviousEventsSecret(admin, registry.id), Invalid);
});

test("registry-config prints the secret of the registry that it is for", async () => {
  const registry = await added();

  const text = registryConfigText(await optionsNamed(registry.name));

  assert.ok(text.includes(`Bearer ${eventsSecretOf(registry)}`));
  assert.equal(text.includes(shared), false);
});

test("the page of a registry shows a new secret once, and ends the earlier one", async () => {
  const registry = await added();
  const it = await signIn(app, ada);
  const page = await it.get(`/admin/registries/${registry.id}`);
  const rotated = await it.post(`/admin/registries/${registry.id}/events-secret`);
  const during = await it.get(`/admin/registries/${registry.id}`);
  const end = `/admin/registries/${registry.id}/events-secret/previous/deletion`;
  const asked = await it.post(end);
  const ended = await it.post(end, { confirmed: "1" });
  const after = await it.get(ended.location ?? "");

  const now = await db.registry.findUniqueOrThrow({ where: { id: registry.id } });
  assert.ok(rotated.text.includes(eventsSecretOf(now)));
  for (const { text } of [page, during, after])
    assert.equal(text.includes(eventsSecretOf(now)), false);
  assert.match(asked.text, /End it only if the registry sends the new one/);
  assert.match(during.text, /The earlier secret is accepted, too/);
  assert.doesNotMatch(after.text, /The earlier secret is accepted/);
});

test("the API reveals a secret when it is made, and in no other answer", async () => {
  const { header } = await makeApplicationToken(ada);
  const hostname = `${unique("api")}.test.lan`;
  const call = async (method: string, path: string, body?: object) => {
    const headers = { "portus-auth": header, "content-type": "application/json" };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const res = await fetch(`${app.url}/api/v1/registries${path}`, init);
    return { status: res.status, body: res.status === 204 ? null : await res.json() };
  };

  const made = await call("POST", "", { name: hostname, hostname, force: true });
  const rotated = await call("POST", `/${made.body.id}/events_secret`);
  const changed = await call("PUT", `/${made.body.id}`, { name: `${hostname}2`, force: true });
  const ended = await call("DELETE", `/${made.body.id}/events_secret/previous`);

  const stored = await db.registry.findUniqueOrThrow({ where: { id: made.body.id } });
  assert.match(made.body.events_secret, /^pes_/);
  assert.equal(rotated.body.events_secret, eventsSecretOf(stored));
  assert.notEqual(rotated.body.events_secret, made.body.events_secret);
  assert.equal("events_secret" in changed.body, false);
  assert.equal(ended.status, 204);
});
