import assert from "node:assert/strict";
import { test } from "node:test";
import { proofHeader, proofOf } from "../../../src/operations/doctor/mirror.ts";
import { db } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { browser, signIn, useApp } from "../../support/app.ts";
import { makeRegistry, makeUser } from "../../support/data/factories.ts";
import { until } from "../../support/waiting.ts";

const app = await useApp();
await ensureKeys();
await makeRegistry({ url: "http://127.0.0.1:1" });
const ada = await makeUser({ admin: true, username: "ada" });
const ben = await makeUser();

test("only admins see and start the doctor", async () => {
  const it = await signIn(app, ben);
  assert.equal((await it.get("/admin/doctor")).status, 403);
  assert.equal((await it.post("/admin/doctor")).status, 403);
  assert.equal(await db.doctorRun.count(), 0);
});

test("a run is started by a button, shows its progress, and its results stay", async () => {
  const it = await signIn(app, ada);
  assert.match((await it.get("/admin/doctor")).text, /has not run yet/);

  const started = await it.post("/admin/doctor");
  assert.deepEqual([started.status, started.location], [303, "/admin/doctor"]);
  const running = await it.get("/admin/doctor");
  assert.match(running.text, /running/);
  assert.equal(running.headers.get("refresh"), "2");

  await it.post("/admin/doctor"); // while it runs
  assert.match((await it.get("/admin/doctor")).text, /already running/);
  const finished = () => db.doctorRun.count({ where: { finishedAt: { not: null } } });
  await until(async () => (await finished()) === 1, "the doctor to finish");
  const { text, headers } = await it.get("/admin/doctor");
  assert.equal(headers.get("refresh"), null);
  assert.match(text, /Failed: The registry .* answers/);
  assert.match(text, /PORTUS_REGISTRY_URL=http:\/\/127\.0\.0\.1:1/);
  assert.match(text, /PROBLEM {3}registry\.reachable/);
  assert.equal(await db.doctorRun.count(), 1);
});

test("a run whose process ended is shown as interrupted, and another can be started", async () => {
  const startedAt = new Date(Date.now() - 3_600_000);
  await db.doctorRun.create({ data: { requestedBy: "ada", startedAt } });
  const it = await signIn(app, ada);
  assert.match((await it.get("/admin/doctor")).text, /interrupted/);
});

test("pages that explain the set-up lead admins to the doctor", async () => {
  const registry = await db.registry.findFirstOrThrow();
  const it = await signIn(app, ada);
  for (const path of ["/admin/registries", `/admin/registries/${registry.id}`, "/admin/configure"])
    assert.match(
      (await it.get(path)).text,
      /[Tt]he <a href="\/admin\/doctor">doctor<\/a> checks/,
      path,
    );
  const link = /<a href="\/admin\/doctor">Check the set-up<\/a>/;
  assert.match((await it.get("/")).text, link);
  assert.doesNotMatch((await (await signIn(app, ben)).get("/")).text, /admin\/doctor/);
});

test("the mirror answers only who knows the secret of the instance, and says what arrived", async () => {
  const url = `${app.url}/healthz/mirror`;
  assert.equal((await fetch(url)).status, 404);
  const old = { [proofHeader]: proofOf(Date.now() - 120_000) };
  assert.equal((await fetch(url, { headers: old })).status, 404);
  const forged = { [proofHeader]: `${Date.now()}.${"a".repeat(43)}` };
  assert.equal((await fetch(url, { headers: forged })).status, 404);

  const answer = await fetch(url, { headers: { [proofHeader]: proofOf() } });
  const { host, protocol, address } = await answer.json();
  assert.deepEqual([host, protocol, address], [new URL(app.url).host, "http", "127.0.0.1"]);
  assert.equal((await browser(app).get("/admin/doctor")).status, 303);
});
