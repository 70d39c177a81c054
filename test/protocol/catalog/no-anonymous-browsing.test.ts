import "../../support/settings/no-anonymous-browsing.ts";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeRegistry, makeUser } from "../../support/data/factories.ts";
import { basicOf, client } from "../token/token-client.ts";

// PORTUS_ANONYMOUS_BROWSING_ENABLED=false: anyone may pull public images, but only signed-in people can list them.

const app = await useApp();
const docker = client(app);

before(async () => {
  await ensureKeys();
  await makeRegistry();
  const namespace = await makeNamespace({ name: "open", visibility: "public" });
  await makeRepository({ namespace, name: "app" });
});

test("without anonymous browsing, the catalogue and the search require a login", async () => {
  const { body } = await docker.get([]);
  const catalog = await fetch(`${app.url}/v2/_catalog`, {
    headers: { authorization: `Bearer ${body.token}` },
  });
  const search = await fetch(`${app.url}/v1/search?q=app`);

  for (const res of [catalog, search]) {
    assert.equal(res.status, 401);
    assert.match(await res.text(), /Only signed-in users can list/);
  }
  assert.match(catalog.headers.get("www-authenticate") ?? "", /error="insufficient_scope"$/);
});

test("without anonymous browsing, signed-in people see public repositories", async () => {
  const user = await makeUser();
  const { body } = await docker.get([], user);

  const headers = { authorization: `Bearer ${body.token}` };
  const catalog = await fetch(`${app.url}/v2/_catalog`, { headers });
  const search = await fetch(`${app.url}/v1/search?q=app`, { headers: basicOf(user.username) });

  assert.deepEqual(await catalog.json(), { repositories: ["open/app"] });
  assert.equal(((await search.json()) as { num_results: number }).num_results, 1);
});
