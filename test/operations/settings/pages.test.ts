import assert from "node:assert/strict";
import { test } from "node:test";
import { explanations } from "../../../src/operations/settings/explanations.ts";
import { listSettings } from "../../../src/operations/settings/settings.ts";
import { config } from "../../../src/platform/config/config.ts";
import { originsIn, readEnvironment, variables } from "../../../src/platform/config/environment.ts";
import { browser, signIn, useApp } from "../../support/app.ts";
import { makeUser } from "../../support/data/factories.ts";
import { tabsIn } from "../../support/tabs.ts";

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

test("settings are in groups, each setting in one, and ?q= leaves what contains a text", async () => {
  const it = await signIn(app, ada);

  const all = await it.get("/admin/settings");
  const some = await it.get("/admin/settings?q=smtp_PORT");
  const none = await it.get("/admin/settings?q=%3Cb%3Enothing");

  for (const name of variables)
    assert.equal(all.text.split(`<code>${name}</code>`).length, 2, name);
  assert.match(all.text, /<h2[^>]*id="email">E-mail<\/h2>[\s\S]*PORTUS_EMAIL_SMTP_PORT/);
  assert.match(some.text, /1 of \d+ settings/);
  assert.ok(some.text.includes("<code>PORTUS_EMAIL_SMTP_PORT</code>"));
  assert.ok(!some.text.includes("<code>PORTUS_URL</code>"));
  assert.match(none.text, /No setting matches/);
  assert.match(none.text, /value="&lt;b&gt;nothing"/);
});

test("a secret is not found by its value", async () => {
  const it = await signIn(app, ada);

  const { text } = await it.get(`/admin/settings?q=${encodeURIComponent(config.secret)}`);

  assert.match(text, /No setting matches/);
});

test("each admin page is a tab of the others", async () => {
  const it = await signIn(app, ada);
  const tabs = tabsIn((await it.get("/admin")).text);

  assert.deepEqual(
    tabs.map(({ label }) => label),
    [
      "Overview",
      "Users",
      "Sign-in",
      "Registries",
      "Sync",
      "Events",
      "E-mails",
      "Usage",
      "Doctor",
      "Settings",
      "Configure",
    ],
  );
  for (const { label, href } of tabs) {
    const { status, text } = await it.get(href);
    assert.equal(status, 200, href);
    const current = tabsIn(text).filter((tab) => tab.current);
    assert.deepEqual(
      current.map((tab) => tab.label),
      [label],
    );
  }
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
