import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pool } from "../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makePerson } from "../../support/data/factories.ts";

const app = await useApp();

test("a redirect is sent only after the message for the next page is stored", async () => {
  const { user } = await makePerson();
  const person = await signIn(app, user);
  const { text } = await person.get("/teams/new");
  const [, token = ""] = /name="_csrf" value="([^"]+)"/.exec(text) ?? [];
  const cookie = [...person.cookies].map((pair) => pair.join("=")).join("; ");
  const slow = await pool.connect();
  await slow.query("BEGIN; SELECT 1 FROM sessions FOR UPDATE");

  const answer = fetch(`${app.url}/teams`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie },
    body: new URLSearchParams({ _csrf: token, name: "web" }),
  }); // settles with the headers, as browsers follow
  const first = await Promise.race([answer, sleep(300, "waits")]);
  await slow.query("COMMIT");
  slow.release();

  assert.equal(first, "waits");
  const { status, headers } = await answer;
  assert.equal(status, 303);
  assert.match((await person.get(headers.get("location") ?? "")).text, /Team created/);
});

test("a session that ends while one of its requests is running stays ended", async () => {
  const { user } = await makePerson();
  const person = await signIn(app, user);
  await person.get("/teams/new");
  const late = await pool.connect();
  await late.query("BEGIN; LOCK TABLE teams IN EXCLUSIVE MODE");
  const made = person.post("/teams", { name: "late" });
  const waiting = `SELECT FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()`;
  while ((await pool.query(waiting)).rowCount === 0) await sleep(10); // one transaction would see the same state each time

  await pool.query("DELETE FROM sessions");
  await late.query("COMMIT");
  late.release();

  assert.equal((await made).status, 303);
  assert.equal((await person.get("/profile")).location, "/sign-in?return=%2Fprofile");
});
