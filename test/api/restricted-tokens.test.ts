import assert from "node:assert/strict";
import { test } from "node:test";
import { promote } from "../../src/identity/people/admins.ts";
import { resetPassword, updateProfile } from "../../src/identity/people/profile.ts";
import { issuePasswordLink } from "../../src/identity/recovery/recovery.ts";
import { createToken, rotateToken } from "../../src/identity/tokens/tokens.ts";
import { db } from "../../src/platform/db/client.ts";
import { useApp } from "../support/app.ts";
import { actorOf, by, makePerson, makeUser } from "../support/data/factories.ts";

const app = await useApp();
const ada = await makeUser({ username: "ada", admin: true });
await db.founding.create({ data: { userId: ada.id } });

const secretOf = async (token: { expiresAt: Date | null; addresses?: string[] }) =>
  (await createToken(by(actorOf(ada)), ada.id, { name: crypto.randomUUID(), ...token })).secret;
const tokens = {
  unlimited: await secretOf({ expiresAt: null }),
  expiring: await secretOf({ expiresAt: new Date(Date.now() + 3_600_000) }),
  "address-bound": await secretOf({ expiresAt: null, addresses: ["127.0.0.0/8", "::1/128"] }),
};
const restricted = ["expiring", "address-bound"] as const;

async function call(token: keyof typeof tokens, method: string, path: string, body: unknown = {}) {
  const res = await fetch(`${app.url}/api/v1${path}`, {
    method,
    headers: { "Portus-Auth": `ada:${tokens[token]}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: res.status };
}

const row = async (id: number) => {
  const { updatedAt: _, ...rest } = await db.user.findUniqueOrThrow({ where: { id } });
  return rest;
};

for (const token of restricted) {
  test(`an admin's ${token} token can't set anyone's password or create a link to set one`, async () => {
    const { user } = await makePerson();
    const before = await row(user.id);

    const reset = await call(token, "PUT", `/users/${user.id}`, { password: "a long password" });
    const link = await call(token, "POST", `/users/${user.id}/password_link`);

    assert.deepEqual([reset.status, link.status], [403, 403]);
    assert.deepEqual(await row(user.id), before);
    assert.equal(await db.emailedLink.count({ where: { userId: user.id } }), 0);
  });

  test(`an admin's ${token} token changes names, and nobody's e-mail address`, async () => {
    const { user } = await makePerson();
    const email = `moved-by-${token}@example.org`;

    const own = await call(token, "PUT", "/profile", { email });
    const other = await call(token, "PUT", `/users/${user.id}`, { email });
    const same = { display_name: "Kim", email: user.email };
    const named = await call(token, "PUT", `/users/${user.id}`, same);

    assert.deepEqual([own.status, other.status, named.status], [403, 403, 200]);
    assert.equal(await db.user.count({ where: { email } }), 0);
    assert.equal((await row(user.id)).displayName, "Kim");
  });

  test(`an admin's ${token} token makes nobody an admin, and can remove one`, async () => {
    const { user } = await makePerson();
    const admin = await makeUser({ admin: true });

    const promoted = await call(token, "PUT", `/users/${user.id}`, { admin: true });
    const demoted = await call(token, "PUT", `/users/${admin.id}`, { admin: false });

    assert.deepEqual([promoted.status, demoted.status], [403, 200]);
    assert.equal((await row(user.id)).admin, false);
  });

  test(`an admin's ${token} token can't create an account, with or without a password`, async () => {
    const draft = { username: `by-${token}`, email: `by-${token}@example.org` };

    for (const body of [draft, { ...draft, password: "a long password" }])
      assert.equal((await call(token, "POST", "/users", body)).status, 403);
    assert.equal(await db.user.count({ where: { username: draft.username } }), 0);
  });
}

test("the refusal says what an expiring token can't do, and what to use", async () => {
  const { id } = (await makePerson()).user;
  const audit = by({ ...actorOf(ada), restricted: "expires" });
  const refusal = {
    name: "Forbidden",
    message: /Limited or expiring tokens can't .* Use the password, or a token without limits/,
  };

  const { token } = await createToken(by(actorOf(ada)), ada.id, { name: "kept", expiresAt: null });
  await assert.rejects(createToken(audit, ada.id, { name: "new", expiresAt: null }), refusal);
  await assert.rejects(rotateToken(audit, token.id), refusal);
  await assert.rejects(resetPassword(audit, id, "a long password"), refusal);
  await assert.rejects(issuePasswordLink(audit, id), refusal);
  await assert.rejects(promote(audit, id), refusal);
  await assert.rejects(updateProfile(audit, { email: "moved@example.org" }), refusal);
});

test("a token without limits creates accounts, sets passwords and creates links to set one", async () => {
  const { user } = await makePerson();
  const draft = { username: "by-token", email: "by-token@example.org" };

  const created = await call("unlimited", "POST", "/users", draft);
  const reset = await call("unlimited", "PUT", `/users/${user.id}`, { password: "long enough" });
  const link = await call("unlimited", "POST", `/users/${user.id}/password_link`);

  assert.deepEqual([created.status, reset.status, link.status], [201, 200, 201]);
});
