import assert from "node:assert/strict";
import { test } from "node:test";
import { explanations } from "../../../src/operations/settings/explanations.ts";
import { listSettings } from "../../../src/operations/settings/settings.ts";
import { config } from "../../../src/platform/config/config.ts";
import { originsIn, readEnvironment, variables } from "../../../src/platform/config/environment.ts";
import { browser, signIn, useApp } from "../../support/app.ts";
import { makeUser } from "../../support/data/factories.ts";

const app = await useApp();
const ada = await makeUser({ admin: true, username: "ada" });

test("every setting is explained, and nothing else is", () => {
  assert.deepEqual(Object.keys(explanations).sort(), [...variables].sort());
});

test("each setting is shown with its value and origin", async () => {
  const it = await signIn(app, ada);

  const page = await it.get("/admin/settings");

  for (const name of variables) assert.ok(page.text.includes(`<code>${name}</code>`), name);
  assert.match(page.text, /registry\.test\.lan:5000/);
});

test("no secret and no password of the database is shown", async () => {
  const values = {
    ...config.given.values,
    DATABASE_URL: "postgresql://portus:hush@db.lan/portus?sslpassword=hush",
  };

  const settings = listSettings({ ...config, given: { ...config.given, values } });
  const page = await (await signIn(app, ada)).get("/admin/settings");

  const database = settings.find(({ name }) => name === "DATABASE_URL");
  assert.equal(database?.value, "postgresql://portus:••••@db.lan/portus?…");
  for (const secret of [config.secret, config.eventsSecret])
    assert.equal(page.text.includes(secret), false);
});

test("a setting comes from its variable, from a file that NAME_FILE names, or from nowhere", () => {
  const origins = originsIn({ PORT: "1", PORTUS_SECRET_FILE: "/run/secret" });

  assert.deepEqual(
    ["PORT", "PORTUS_SECRET", "HOST"].map((name) => origins[name]),
    ["environment", "file", "default"],
  );
});

test("the page of settings is for admins", async () => {
  const it = await signIn(app, await makeUser());

  assert.equal((await it.get("/admin/settings")).status, 403);
});

test("addresses can't be confirmed without a mail server, and a file of authorities must be there", () => {
  const { problems } = readEnvironment({
    PORTUS_SIGNUP_CONFIRM_EMAIL: "true",
    PORTUS_EMAIL_SMTP_CA_FILE: "/nowhere/ca.pem",
  });

  assert.equal(problems.length, 2);
});

test("the API's page for people names every operation and loads nothing from elsewhere", async () => {
  const document = await (await fetch(`${app.url}/api/openapi.json`)).json();

  const page = await browser(app).get("/api");

  assert.equal(page.status, 200);
  for (const path of Object.keys(document.paths)) assert.ok(page.text.includes(path), path);
  assert.doesNotMatch(page.text, /(src|href)="(https?:)?\/\//);
});
