import assert from "node:assert/strict";
import { test } from "node:test";
import { findProvider } from "../../../src/identity/providers/providers.ts";
import { db } from "../../../src/platform/db/client.ts";
import { listConnections } from "../../../src/tenancy/external-sign-in/connections.ts";
import { signInExternally } from "../../../src/tenancy/external-sign-in/sign-in.ts";
import { makeUser } from "../../support/data/factories.ts";
import { externalPerson, makeProvider } from "../../support/data/providers.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();
await makeUser({ admin: true }); // the first account needs the setup code

test("a provider is found by its kind and slug while it is enabled", async () => {
  const { id, slug } = await makeProvider();
  assert.equal((await findProvider("oidc", slug)).id, id);
  await assert.rejects(findProvider("ldap", slug), { name: "NotFound" });

  await db.signInProvider.update({ where: { id }, data: { enabled: false } });
  await assert.rejects(findProvider("oidc", slug), { name: "NotFound" });
});

test("the connections of an account name their providers", async () => {
  const provider = await makeProvider();
  const { id } = await signInExternally(provider, externalPerson(), { address: "192.0.2.1" });

  const [connection, ...others] = await listConnections(id);
  assert.equal(connection?.provider.id, provider.id);
  assert.deepEqual(others, []);
});
