import assert from "node:assert/strict";
import { test } from "node:test";
import { maxSubject } from "../../../src/identity/providers/external-person.ts";
import {
  declareProvider,
  findProvider,
  listProviders,
  retireDeclared,
  sealSecrets,
  secretsOf,
} from "../../../src/identity/providers/providers.ts";
import { db } from "../../../src/platform/db/client.ts";
import { NotFound } from "../../../src/platform/errors.ts";
import { listConnections } from "../../../src/tenancy/external-sign-in/connections.ts";
import { makeUser } from "../../support/data/factories.ts";
import { makeProvider } from "../../support/data/providers.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

test("a provider of the environment is saved with sealed secrets, and turned off when it is no longer declared", async () => {
  const declared = {
    kind: "oidc",
    slug: "default",
    name: "Example",
    newAccounts: "anyone",
  } as const;
  const secrets = { clientSecret: "a secret of the provider" };
  await db.$transaction((tx) => declareProvider(tx, { ...declared, settings: {}, secrets }));

  const provider = await findProvider("oidc", "default");
  const [listed] = await listProviders({ kind: "oidc" });
  const { sealed } = await db.signInProvider.findUniqueOrThrow({ where: { id: provider.id } });

  assert.equal(listed?.name, "Example");
  assert.deepEqual(await secretsOf(provider), secrets);
  assert.doesNotMatch(Buffer.from(sealed ?? []).toString("latin1"), /a secret/);
  assert.equal(sealSecrets({}), null);
  await db.$transaction((tx) => retireDeclared(tx, []));
  await assert.rejects(findProvider("oidc", "default"), NotFound);
});

test("the connections of an account name their providers, whose subjects may be long", async () => {
  const provider = await makeProvider();
  const { id } = await makeUser();
  const subject = "s".repeat(maxSubject);
  await db.externalIdentity.create({
    data: { userId: id, providerId: provider.id, subject, label: "kim" },
  });

  const [connection] = await listConnections(id);

  assert.deepEqual([connection?.label, connection?.provider.name], ["kim", provider.name]);
});
