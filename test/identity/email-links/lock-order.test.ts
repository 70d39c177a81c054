import assert from "node:assert/strict";
import { test } from "node:test";
import { makeLink } from "../../../src/identity/email-links/links.ts";
import { disableUser } from "../../../src/identity/people/users.ts";
import {
  confirmAddress,
  issuePasswordLink,
  setPasswordByLink,
} from "../../../src/identity/recovery/recovery.ts";
import { db } from "../../../src/platform/db/client.ts";
import { deleteAccount } from "../../../src/tenancy/accounts/deletion.ts";
import { by, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";
import { until } from "../../support/waiting.ts";

await useDatabase();
const admin = await makeUser({ admin: true });
const from = { address: "192.0.2.1" };

async function newcomer() {
  const user = await makeUser({ disabledAt: new Date() });
  const { secret } = await db.$transaction((tx) => makeLink(tx, user.id, "confirmation"));
  return { user, secret };
}

const blocked = async () => {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()`;
  return row?.count ?? 0;
};

/** Starts both while the account is locked, the first before the second, and returns how they ended. */
async function together(userId: number, works: readonly (() => Promise<unknown>)[]) {
  const started: Promise<unknown>[] = [];
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM users WHERE id = ${userId} FOR UPDATE`;
    for (const [at, work] of works.entries()) {
      started.push(work());
      started.at(-1)?.catch(() => {}); // read below
      await until(async () => (await blocked()) > at, "the work to wait for the account");
    }
  });
  const ended = await Promise.allSettled(started);
  return ended.map((it) => (it.status === "fulfilled" ? "done" : it.reason.name));
}

test("an account that is confirmed and then disabled at once is disabled", async () => {
  const { user, secret } = await newcomer();

  const ended = await together(user.id, [
    () => confirmAddress(secret, from),
    () => disableUser(by(admin), user.id),
  ]);

  assert.deepEqual(ended, ["done", "done"]);
  assert.ok((await db.user.findUniqueOrThrow({ where: { id: user.id } })).disabledAt);
});

test("an account that is disabled and then confirmed at once stays disabled", async () => {
  const { user, secret } = await newcomer();

  const ended = await together(user.id, [
    () => disableUser(by(admin), user.id),
    () => confirmAddress(secret, from),
  ]);

  assert.deepEqual(ended, ["done", "NotFound"]);
  assert.ok((await db.user.findUniqueOrThrow({ where: { id: user.id } })).disabledAt);
});

for (const [what, change] of [
  ["disabled", disableUser],
  ["deleted", deleteAccount],
] as const)
  test(`a password is not set by a link of an account that is ${what} at once`, async () => {
    const user = await makeUser();
    const { secret } = await db.$transaction((tx) => makeLink(tx, user.id, "password"));

    const ended = await together(user.id, [
      () => change(by(admin), user.id),
      () => setPasswordByLink(secret, "a new password", from),
    ]);

    assert.deepEqual(ended, ["done", "NotFound"]);
  });

test("no password link is made for an account that is disabled at once", async () => {
  const user = await makeUser();

  const ended = await together(user.id, [
    () => disableUser(by(admin), user.id),
    () => issuePasswordLink(by(admin), user.id),
  ]);

  assert.deepEqual(ended, ["done", "Invalid"]);
  assert.equal(await db.emailedLink.count({ where: { userId: user.id } }), 0);
});
