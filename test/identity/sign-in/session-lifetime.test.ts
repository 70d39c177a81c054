import assert from "node:assert/strict";
import { test } from "node:test";
import { listSessions } from "../../../src/identity/sign-in/sessions.ts";
import { config } from "../../../src/platform/config/config.ts";
import { pool } from "../../../src/platform/db/client.ts";
import { useApp } from "../../support/app.ts";
import { signedIn } from "../signed-in.ts";

const app = await useApp();

/** Sets the sessions of a person as if they had been used a while ago. */
async function useLast(userId: number, secondsAgo: number): Promise<void> {
  const left = config.sessionIdleSeconds - secondsAgo;
  await pool.query(
    `UPDATE sessions SET expire = now() + $2 * interval '1 second'
     WHERE (sess->'passport'->>'user')::int = $1`,
    [userId, left],
  );
}

async function rowVersion(userId: number): Promise<string | undefined> {
  const { rows } = await pool.query<{ version: string }>(
    `SELECT xmin::text AS version FROM sessions WHERE (sess->'passport'->>'user')::int = $1`,
    [userId],
  );
  return rows[0]?.version;
}

async function secondsSinceUse(actor: Parameters<typeof listSessions>[0]): Promise<number> {
  const [session] = await listSessions(actor, "");
  return Math.round((Date.now() - Number(session?.lastUsedAt)) / 1000);
}

test("S13: a session that was not used for the set time is over", async () => {
  const { user, it } = await signedIn(app);

  await useLast(user.id, config.sessionIdleSeconds + 1);

  assert.match((await it.get("/profile")).location ?? "", /^\/sign-in/);
});

test("S13: a session that is used lasts for the set time from then, not as long as its cookie", async () => {
  const { user, it } = await signedIn(app);
  const left = async () => {
    const { rows } = await pool.query<{ left: number }>(
      `SELECT extract(epoch FROM expire::timestamptz - now())::float8 AS left FROM sessions
       WHERE (sess->'passport'->>'user')::int = $1`,
      [user.id],
    );
    return Number(rows[0]?.left);
  };

  const afterSignIn = await left();
  await useLast(user.id, 600);
  await it.get("/profile");
  const afterUse = await left();

  for (const seconds of [afterSignIn, afterUse])
    assert.ok(Math.abs(seconds - config.sessionIdleSeconds) < 60, `${seconds} s`);
});

test("S13: a use is stored if the last one was a minute ago, or if the set time became shorter", async () => {
  const { user, it } = await signedIn(app);
  const isStored = async (secondsAgo: number): Promise<boolean> => {
    await useLast(user.id, secondsAgo);
    const before = await rowVersion(user.id);
    assert.equal((await it.get("/profile")).status, 200);
    return (await rowVersion(user.id)) !== before;
  };

  assert.deepEqual(
    [await isStored(10), await isStored(70), await isStored(-3600)],
    [false, true, true],
  );
});

test("S13: a request prolongs a session, but not one that an open page sends by itself", async () => {
  const { user, actor, it } = await signedIn(app);
  await useLast(user.id, 600);

  const automatic = await it.get("/profile", { "portus-refresh": "1" });
  const between = await secondsSinceUse(actor);
  const page = await it.get("/profile");
  const after = await secondsSinceUse(actor);

  assert.deepEqual([automatic.status, page.status], [200, 200]);
  assert.ok(between >= 599, `${between} s`);
  assert.ok(after < 60, `${after} s`);
});

test("S13: a session ends a week after it started, however much it is used", async () => {
  const { user, it } = await signedIn(app);
  await pool.query(
    `UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{startedAt}', to_jsonb(to_char(
       now() - interval '169 hours', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))::json
     WHERE (sess->'passport'->>'user')::int = $1`,
    [user.id],
  );

  assert.match((await it.get("/profile")).location ?? "", /^\/sign-in/);
});

test("S13: the profile shows where a session is from and when it was last used", async () => {
  const { user, it } = await signedIn(app);
  await useLast(user.id, 7200);

  const { text } = await it.get("/profile", { "portus-refresh": "1" });

  const [, row = ""] = /<tr>([\s\S]*?this one[\s\S]*?)<\/tr>/.exec(text) ?? [];
  assert.match(row, /data-label="From"[^>]*>127\.0\.0\.1</);
  assert.match(row, /data-label="Last used">[\s\S]*2 hours ago/);
});
