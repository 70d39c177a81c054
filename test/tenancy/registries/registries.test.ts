import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { Forbidden, Invalid } from "../../../src/platform/errors.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { RegistryForm } from "../../../src/registry/admin/schemas.ts";
import { problemsOf } from "../../../src/registry/admin/validate.ts";
import { optionsNamed, registryConfigText } from "../../../src/registry/config/write.ts";
import { eventsSecretOf } from "../../../src/registry/events-secrets.ts";
import { ensureRegistry, updateRegistry } from "../../../src/registry/registries.ts";
import { createPerson } from "../../../src/tenancy/accounts/person.ts";
import {
  addRegistry,
  createMissingNamespaces,
} from "../../../src/tenancy/registries/registries.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { eventOf, post } from "../../support/data/events.ts";
import { actorOf, by, makePerson, makeUser, password } from "../../support/data/factories.ts";

import { ada, admin, app, draft, first } from "./with-registries.ts";

test("a new registry has a global namespace of the admins, and one for each person", async () => {
  const { user } = await makePerson();

  const registry = await addRegistry(by(admin), draft());
  await createMissingNamespaces();

  const namespaces = await db.namespace.findMany({
    where: { registryId: registry.id },
    include: { team: { include: { memberships: true } } },
  });
  const global = namespaces.find(({ kind }) => kind === "global");
  assert.deepEqual(
    global?.team.memberships.map(({ userId }) => userId),
    [ada.id],
  );
  assert.ok(namespaces.some(({ ownerId, name }) => ownerId === user.id && name === user.username));
  assert.equal(await createMissingNamespaces(), 0);
});

test("a person who signs up later gets a namespace in every registry", async () => {
  await addRegistry(by(admin), draft());
  const input = { username: "latecomer", email: null, passwordHash: null, admin: false };

  const { id } = await db.$transaction((tx) => createPerson(tx, first, input, by(admin)));

  const homes = await db.namespace.findMany({ where: { ownerId: id } });
  assert.equal(homes.length, await db.registry.count());
});

test("an added registry has its own token service and namespaces", async () => {
  const { user, namespace } = await makePerson();
  const registry = await addRegistry(by(admin), draft());
  await createMissingNamespaces();
  const scope = `repository:${namespace.name}/app:pull,push`;
  const basic = Buffer.from(`${user.username}:${password}`).toString("base64");

  const answer = await fetch(
    `${app.url}/v2/token?service=${registry.hostname}&scope=${encodeURIComponent(scope)}`,
    { headers: { authorization: `Basic ${basic}` } },
  );

  const { token } = (await answer.json()) as { token: string };
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  assert.equal(claims.aud, registry.hostname);
  assert.deepEqual(claims.access[0].actions, ["pull", "push"]);
});

test("a push to an added registry enters its own namespaces, not those of the same name elsewhere", async () => {
  const { user, namespace } = await makePerson();
  const registry = await addRegistry(by(admin), draft());
  await createMissingNamespaces();
  const repository = `${namespace.name}/app`;
  const event = eventOf({ host: registry.hostname, repository, tag: "1", actor: user.username });

  const authorization = `Bearer ${eventsSecretOf(registry)}`;
  await post(app, { events: [event] }, { authorization });
  await applyPending();

  const found = await db.repository.findMany({
    where: { fullName: repository },
    select: { namespace: { select: { registryId: true } } },
  });
  assert.deepEqual(found, [{ namespace: { registryId: registry.id } }]);
});

test("API-006: the host of a registry that holds repositories stays; all else may change", async () => {
  const input = draft();
  const registry = await addRegistry(by(admin), input);
  const namespace = await db.namespace.findFirstOrThrow({ where: { registryId: registry.id } });
  await makeRepository({ namespace });

  await assert.rejects(
    updateRegistry(by(admin), registry.id, { ...input, hostname: "x.test.lan" }),
    {
      fields: { hostname: "Registry is not empty, cannot change hostname" },
    },
  );
  const renamed = await updateRegistry(by(admin), registry.id, { ...input, name: "renamed" });

  assert.equal(renamed.name, "renamed");
});

test("the host of an empty registry may be corrected", async () => {
  const input = draft();
  const { id } = await addRegistry(by(admin), input);

  const changed = await updateRegistry(by(admin), id, {
    ...input,
    hostname: "right.test.lan:5000",
  });

  assert.equal(changed.hostname, "right.test.lan:5000");
});

test("a registry that can't be reached is added only when remote checks are skipped", async () => {
  const url = "http://127.0.0.1:1";

  await assert.rejects(addRegistry(by(admin), draft({ url })), /^Invalid: connection refused/);
  const forced = await addRegistry(by(admin), draft({ url, force: true }));

  assert.equal(forced.url, url);
});

test("a host belongs to one registry, as its first or second name", async () => {
  const one = await addRegistry(by(admin), draft({ external_hostname: "outside.test.lan" }));

  for (const given of [
    { hostname: one.hostname },
    { hostname: "outside.test.lan" },
    { external_hostname: one.hostname },
    { hostname: "same.test.lan", external_hostname: "same.test.lan" },
  ])
    await assert.rejects(addRegistry(by(admin), draft(given)), { name: "Invalid" });
});

test("of two admins who add the same registry at once, one succeeds", async () => {
  const input = draft();

  const outcomes = await Promise.allSettled([
    addRegistry(by(admin), input),
    addRegistry(by(admin), input),
  ]);

  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

test("the address of the environment's registry is changed only there; its trusted certificates on the page", async () => {
  const { name, hostname, url } = first;
  const input = RegistryForm.parse({ name, hostname, url, force: true, pin: "a".repeat(64) });

  await assert.rejects(
    updateRegistry(by(admin), first.id, { ...input, url: "http://other.lan" }),
    /^Invalid: The environment sets this/,
  );
  const changed = await updateRegistry(by(admin), first.id, input);

  assert.equal(changed.pin, "a".repeat(64));
  assert.equal((await ensureRegistry(config)).pin, "a".repeat(64));
  await db.registry.update({ where: { id: first.id }, data: { pin: null } });
});

test("only admins add and change registries", async () => {
  const kim = actorOf(await makeUser());

  await assert.rejects(addRegistry(by(kim), draft()), { name: "Forbidden" });
  await assert.rejects(updateRegistry(by(kim), first.id, draft()), { name: "Forbidden" });
});

test("registry-config prints the configuration of a registry by its name", async () => {
  const registry = await addRegistry(by(admin), draft());

  const text = registryConfigText(await optionsNamed(registry.name));

  assert.ok(text.includes(`service: "${registry.hostname}"`));
  await assert.rejects(optionsNamed("nothing"), /There is no registry nothing/);
});

test("the check of a registry's values names a taken name with the words of adding it, for admins only", async () => {
  const taken = draft({ name: first.name });
  const query = { name: first.name, hostname: taken.hostname, use_ssl: false, force: true };

  const { name } = await problemsOf(admin, query);

  await assert.rejects(addRegistry(by(admin), taken), (error) => {
    assert.ok(error instanceof Invalid);
    assert.deepEqual(name, [error.fields.name]);
    return true;
  });
  await assert.rejects(problemsOf(actorOf(await makeUser()), query), Forbidden);
});
