import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createTokenFor,
  disableAccount,
  promoteUser,
  resetUserPassword,
} from "../../../src/identity/people/command-actions.ts";
import { authenticateCredentials } from "../../../src/identity/sign-in/credentials.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { ensureRegistry } from "../../../src/registry/registries.ts";
import { createUser } from "../../../src/tenancy/accounts/command-actions.ts";
import { signUp } from "../../../src/tenancy/sign-up/onboarding.ts";
import { makeTeam } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();
await ensureRegistry(config); // as the start of the server does

const from = { address: "192.0.2.1" };
const printedPassword = (text: string) => /shown this once\): (\S+)/.exec(text)?.[1] ?? "";

test("the operator creates an admin and sees the generated password", async () => {
  const text = await createUser({ username: "Ada", email: "ada@example.org", admin: true });

  assert.match(text, /^ada is created, as an admin\./);
  const known = await authenticateCredentials(
    { username: "ada", secret: printedPassword(text) },
    from,
  );
  assert.equal(known?.actor.admin, true);
  const line = await db.activity.findFirstOrThrow({ where: { key: "user.create" } });
  assert.deepEqual([line.actorId, line.actorName, line.subject], [null, "operator", "ada"]);
});

test("a person who signs up after the operator created a user is not an admin", async () => {
  const input = { username: "eve", email: "eve@example.org", password: "a password" };
  const person = await signUp(input, from);
  assert.equal(person.admin, false);
});

test("a given password is validated and not printed", async () => {
  const text = await createUser({ username: "kim", password: "given password" });

  assert.equal(text, "kim is created.");
  assert.ok(await authenticateCredentials({ username: "kim", secret: "given password" }, from));
  await assert.rejects(createUser({ username: "lee", password: "short" }), /8 characters/);
});

test("the operator promotes, makes tokens, resets passwords and disables", async () => {
  assert.equal(await promoteUser("kim"), "kim is an admin.");

  const token = /^(ptk_\w+)/.exec(
    await createTokenFor({ username: "kim", name: "ci", days: "30" }),
  );
  assert.ok(await authenticateCredentials({ username: "kim", secret: token?.[1] ?? "" }, from));

  const secret = printedPassword(await resetUserPassword({ username: "kim" }));
  assert.ok(await authenticateCredentials({ username: "kim", secret }, from));
  assert.equal(
    await authenticateCredentials({ username: "kim", secret: "given password" }, from),
    null,
  );

  assert.match(await disableAccount("kim"), /kim is disabled/);
  assert.equal(await authenticateCredentials({ username: "kim", secret }, from), null);
});

test("the command that disables an account names the team without an active owner", async () => {
  await createUser({ username: "lone", password: "given password" });
  await makeTeam(
    { owners: [await db.user.findUniqueOrThrow({ where: { username: "lone" } })] },
    { name: "orphaned" },
  );

  assert.match(await disableAccount("lone"), /The team orphaned has no active owner now/);
});

test("a command checks its arguments before the account", async () => {
  await createUser({ username: "gone", password: "given password" });
  await disableAccount("gone");

  for (const username of ["gone", "nobody"]) {
    await assert.rejects(createTokenFor({ username, name: "ci", days: "x" }), /--days must be one/);
    await assert.rejects(resetUserPassword({ username, password: "short" }), /8 characters/);
  }
  await assert.rejects(createTokenFor({ username: "gone", name: "ci" }), /gone is disabled/);
});

test("an unknown user and an unlisted lifetime are refused", async () => {
  await assert.rejects(promoteUser("nobody"), {
    name: "Invalid",
    fields: { username: "There is no user nobody." },
  });
  await assert.rejects(
    createTokenFor({ username: "eve", name: "x", days: "7" }),
    /one of 30, 90, 365/,
  );
});
