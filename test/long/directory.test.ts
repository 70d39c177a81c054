import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { askAll } from "../../src/tenancy/directories/nightly.ts";
import { browser } from "../support/app.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { newPerson, type Person, pulling, pushing } from "../support/clients/people.ts";
import { serviceDn, servicePassword, startDirectory, suffix } from "../support/directory.ts";
import { run } from "../support/processes.ts";
import { clientHome, startStack } from "../support/stack.ts";

// A real registry, a real client and a real directory, after each change at the directory.

const slapd = await startDirectory();
const own = `uid=mara,ou=people,${suffix}`;
const other = await slapd.addPerson("otto", "the password of otto");
await slapd.addPerson("mara", "the first password");
const group = await slapd.addGroup("web", [own, other]);

const caFile = join(process.env.PORTUS_DATA_DIR ?? "", "directory.pem");
writeFileSync(caFile, slapd.ca);
const stack = await startStack({
  settings: {
    PORTUS_LDAP_ENABLED: "true",
    PORTUS_LDAP_HOSTNAME: "127.0.0.1",
    PORTUS_LDAP_PORT: `${slapd.port}`,
    PORTUS_LDAP_ENCRYPTION_METHOD: "start_tls",
    PORTUS_LDAP_ENCRYPTION_OPTIONS_CA_FILE: caFile,
    PORTUS_LDAP_BASE: `ou=people,${suffix}`,
    PORTUS_LDAP_GROUP_BASE: `ou=groups,${suffix}`,
    PORTUS_LDAP_AUTHENTICATION_ENABLED: "true",
    PORTUS_LDAP_AUTHENTICATION_BIND_DN: serviceDn,
    PORTUS_LDAP_AUTHENTICATION_PASSWORD: servicePassword,
    PORTUS_LDAP_GROUP_SYNC_DEFAULT_ROLE: "contributor",
  },
});
const ada = await newPerson(stack, "ada"); // an admin with a password of Portus
await ada.browser.get("/teams/new");
await ada.browser.post("/teams", { name: "web" });
await ada.browser.get("/namespaces/new?team=web");
await ada.browser.post("/namespaces", { name: "web", team: "web", visibility: "private" });

const mara: Person = {
  name: "mara",
  env: clientHome(stack, "mara"),
  browser: browser(stack.portus),
};
const layout = imageLayout(join(stack.directory, "layout"), "one");

/** What docker login would do: a client checks and keeps a password. Returns whether it was accepted. */
function logsIn(secret: string): boolean {
  const words = ["--tls-verify=false", "--username", "mara", "--password-stdin"];
  return run(["skopeo", "login", ...words, stack.registry.host], mara.env, secret).status === 0;
}
const pushes = (name: string) => pushing(stack, mara, layout, name).status === 0;
const pulls = (name: string) => pulling(stack, mara, name).status === 0;

test("a person of the directory logs in with a client, and pushes where their group may", () => {
  assert.equal(logsIn("wrong"), false);
  assert.equal(logsIn("the first password"), true);
  assert.equal(pushes("web/app:1"), true);
  assert.equal(pulls("web/app:1"), true);
});

test("who leaves the group loses what it gave after the look at night, and keeps what is their own", async () => {
  assert.equal(pushes("mara/app:1"), true);
  await slapd.change(group, "member", [other]);

  await askAll();

  assert.deepEqual([pulls("web/app:1"), pushes("web/app:2")], [false, false]);
  assert.equal(pulls("mara/app:1"), true);
  await slapd.change(group, "member", [own, other]);
  await askAll();
  assert.equal(pushes("web/app:2"), true);
});

test("a new password works at once, and the old one ends within a minute", async () => {
  await slapd.change(own, "userPassword", ["the second password"]);

  assert.equal(logsIn("the second password"), true);
  assert.equal(pulls("mara/app:1"), true);
  await new Promise((resolve) => setTimeout(resolve, 60_000)); // a right password is remembered for so long
  assert.equal(logsIn("the first password"), false);
  assert.equal(logsIn("the second password"), true);
});

test("an outage takes nothing away, and who has a password of Portus still gets in", async () => {
  await slapd.stop();

  await assert.rejects(askAll());
  assert.equal(pulling(stack, ada, "web/app:1").status, 0);
  assert.equal(pulls("mara/app:1"), true); // remembered
  await slapd.restart();
  await new Promise((resolve) => setTimeout(resolve, 3_100)); // until the directory is asked again
});

test("who is gone is refused, with their application tokens, and gets in again when they are back", async () => {
  const otto = browser(stack.portus); // a directory that shows nobody any more is not believed
  for (const [it, username, password] of [
    [otto, "otto", "the password of otto"],
    [mara.browser, "mara", "the second password"],
  ] as const) {
    await it.get("/sign-in");
    assert.equal((await it.post("/sign-in", { username, password })).status, 303);
  }
  await mara.browser.get("/profile");
  const { text } = await mara.browser.post("/profile/tokens", { name: "ci", days: "30" });
  const [token = ""] = /ptk_\w+/.exec(text) ?? [];
  assert.equal(logsIn(token), true);
  const away = `uid=mara,${suffix}`; // outside the base
  await slapd.rename(own, away);

  await askAll();

  assert.deepEqual([pulls("mara/app:1"), pushes("mara/app:2")], [false, false]);
  assert.equal(logsIn(token), false);
  assert.equal((await mara.browser.get("/profile")).location, "/sign-in?return=%2Fprofile");

  await slapd.rename(away, own);
  assert.equal(logsIn("the second password"), true);
  assert.equal(pulls("mara/app:1"), true);
});
