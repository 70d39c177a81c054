import assert from "node:assert/strict";
import { test } from "node:test";
import { profileOf } from "../../../src/identity/people/profile.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { ensureRegistry } from "../../../src/registry/registries.ts";
import { ensureGlobalNamespace } from "../../../src/tenancy/namespaces/own-namespaces.ts";
import { bootstrap, signUp } from "../../../src/tenancy/sign-up/onboarding.ts";
import { SignUpForm } from "../../../src/tenancy/sign-up/schemas.ts";
import { makeNamespace, unique } from "../../support/data/factories.ts";
import { withInsertsRefused } from "../../support/data/refused-inserts.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const from = { address: "192.0.2.1" };
const input = (username: string) => ({
  username,
  email: `${username}@example.org`,
  password: "a long enough password",
  setupCode: config.setupCode ?? "",
});

const registry = await ensureRegistry(config);
await db.$transaction((tx) => ensureGlobalNamespace(tx, registry));

test("a bootstrap whose token can't be stored leaves no user, so it can be repeated", async () => {
  await withInsertsRefused("application_tokens", () =>
    assert.rejects(bootstrap(input(unique("first")), from), /no row for application_tokens/),
  );

  assert.equal(await db.user.count(), 0);
});

test("USR-001: of ten people who sign up at once, exactly one becomes the admin and owns the global namespace", async () => {
  const names = Array.from({ length: 10 }, () => unique("early"));

  await Promise.all(names.map((name) => signUp(input(name), from)));

  const admins = await db.user.findMany({ where: { admin: true } });
  assert.equal(await db.user.count(), 10);
  assert.equal(admins.length, 1);
  const owners = await db.membership.findMany({
    where: { team: { namespaces: { some: { kind: "global" } } } },
  });
  assert.deepEqual(
    owners.map(({ userId, role }) => [userId, role]),
    [[admins[0]?.id, "owner"]],
  );
  const founding = await db.founding.findUniqueOrThrow({ where: { id: 1 } });
  assert.equal(founding.userId, admins[0]?.id);
});

test("a bootstrap fails once there is an admin", async () => {
  await assert.rejects(bootstrap(input(unique("late")), from), /there is an admin already/);
});

test("a person who signs up gets a private personal namespace", async () => {
  const person = await signUp(input("kim"), from);

  const namespace = await db.namespace.findFirstOrThrow({
    where: { ownerId: person.id },
    include: { team: { include: { memberships: true } } },
  });
  assert.equal(namespace.name, "kim");
  assert.equal(namespace.visibility, "private");
  assert.equal(namespace.team.hidden, true);
  assert.deepEqual(
    namespace.team.memberships.map(({ userId, role }) => ({ userId, role })),
    [{ userId: person.id, role: "owner" }],
  );
});

test("NAM-006: when the name of their namespace is taken, theirs gets a number", async () => {
  const { id: registryId } = await ensureRegistry(config);
  await makeNamespace({ name: "sam", registryId });

  const person = await signUp(input("sam"), from);

  const namespace = await db.namespace.findFirstOrThrow({ where: { ownerId: person.id } });
  assert.equal(namespace.name, "sam0");
});

test("two people whose names map to the same namespace name at once both get a namespace", async () => {
  const people = await Promise.all([
    signUp(input("a_b@c"), from),
    signUp(input("a_b_c"), from),
    signUp(input("a_b@_c"), from),
  ]);

  const names = await db.namespace.findMany({
    where: { ownerId: { in: people.map(({ id }) => id) } },
    select: { name: true },
  });
  assert.deepEqual(names.map(({ name }) => name).sort(), ["a_b_c", "a_b_c0", "a_b_c1"]);
});

test("S13: a taken user name is reported at its field; a taken e-mail address is not", async () => {
  await signUp(input("taken"), from);

  await assert.rejects(signUp({ ...input("taken"), email: "else@example.org" }, from), {
    name: "Invalid",
    fields: { username: "This user name is taken. Choose a different one." },
  });
  const other = await signUp({ ...input("other"), email: "taken@example.org" }, from);
  const { email } = await db.user.findUniqueOrThrow({ where: { id: other.id } });
  assert.equal(email, null);
  assert.equal((await profileOf(other)).email, "taken@example.org"); // looks as if it were theirs
});

test("FIELD 17: of two people who choose the same name at once, one gets it and the other an error", async () => {
  const outcomes = await Promise.allSettled([
    signUp(input("twin"), from),
    signUp(input("twin"), from),
  ]);

  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  assert.equal(refused.length, 1);
  assert.match(String(refused[0]?.reason), /is taken/);
});

test("only the first person may take a name that sounds official", async () => {
  for (const name of ["admin", "root", "registry"])
    await assert.rejects(signUp(input(name), from), /reserved/);
});

test("S8: nobody signs up as operator, by which the audit log names the commands of this machine", async () => {
  await assert.rejects(signUp(input("operator"), from), /reserved/);
});

const special = ["admin", "root", "registry", "portus", "library", "global", "anonymous"];
const surrounded = (name: string) =>
  [".", "_", "-", "@", "@@", "-_", ".@_"].flatMap((end) => [
    `${name}${end}`,
    `${name}${end}${end}`,
  ]);

for (const name of special)
  test(`S8: no later person gets the namespace ${name} by a user name that becomes it`, async () => {
    const usernames = [name, name.toUpperCase(), ...surrounded(name)];

    for (const username of usernames) {
      const parsed = SignUpForm.safeParse({ ...input("x"), username });
      if (parsed.success)
        await assert.rejects(signUp({ ...input("x"), ...parsed.data }, from), /reserved/, username);
      else assert.match(parsed.error.issues[0]?.message ?? "", /reserved/, username);
    }

    assert.equal(await db.namespace.count({ where: { name } }), 0);
  });

test("NAM-005: a user name that no namespace can be named after is refused", () => {
  for (const username of [".", "_", "-", "!!!!"]) {
    const parsed = SignUpForm.safeParse({ ...input("x"), username });
    assert.match(
      parsed.error?.issues[0]?.message ?? "",
      /cannot be transformed into a valid namespace name/,
    );
  }
});

const usernames = [
  ["Kim", "kim"],
  [" kim ", "kim"],
  ["kim.b-c_d@example.org", "kim.b-c_d@example.org"],
  ["team+robot", null],
  ["kim:b", null],
  ["-kim", null],
  ["kïm", null],
  ["portus", null],
  ["library", null],
  ["global", null],
  ["anonymous", null],
  ["a".repeat(65), null],
] as const;

for (const [given, username] of usernames)
  test(`the user name ${given} ${username ? `becomes ${username}` : "is refused"}`, () => {
    const parsed = SignUpForm.safeParse({ ...input("x"), username: given });
    assert.equal(parsed.data?.username ?? null, username);
  });

test("USR-002, CVE-2019-16097: extra fields of a sign-up are ignored", () => {
  const parsed = SignUpForm.parse({ ...input("x"), admin: "true", id: 1, robot: true });
  assert.deepEqual(Object.keys(parsed).sort(), ["email", "password", "setup_code", "username"]);
});
