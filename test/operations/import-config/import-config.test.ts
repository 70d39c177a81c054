import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parseEnv } from "node:util";
import { printed } from "../../../src/operations/import-config/print.ts";
import { readSettings } from "../../../src/operations/import-config/read.ts";
import { translate } from "../../../src/operations/import-config/translate.ts";

const folder = mkdtempSync(join(tmpdir(), "portus-import-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const imported = (text: string) => translate(readSettings([file("config.yml", text)]));
const environment = (text: string) => parseEnv(printed(imported(text), "shown"));
const about = (notes: readonly { about: string }[]) => notes.map((note) => note.about);

// The shape of config/config.yml of SUSE Portus 2.5.
const whole = file(
  "whole.yml",
  `
email:
  from: "portus@example.com"
  name: "Portus"
  smtp: {enabled: true, address: "smtp.example.com", port: 587, ssl_tls: "", user_name: "", password: "", openssl_verify_mode: "none", ca_path: ""}
gravatar: {enabled: true}
delete:
  enabled: true
  contributors: false
  garbage_collector: {enabled: true, older_than: 60, keep_latest: 5, tag: "build-\\\\d+"}
ldap:
  enabled: true
  hostname: "ldap.example.com"
  port: 636
  timeout: 5
  encryption: {method: "", options: {ca_file: "", ssl_version: "TLSv1_2"}}
  base: "ou=users,dc=example,dc=com"
  group_base: "ou=groups,dc=example,dc=com"
  filter: "(&(objectClass=inetOrgPerson)(memberOf=cn=portus,dc=example,dc=com))"
  uid: "uid"
  authentication: {enabled: true, bind_dn: "cn=admin,dc=example,dc=com", password: "it's # secret"}
  guess_email: {enabled: true, attr: "mail"}
oauth:
  local_login: {enabled: true}
  google_oauth2: {enabled: false, id: "", secret: ""}
  github: {enabled: true, client_id: "an id", client_secret: "a secret"}
first_user_admin: {enabled: true}
signup: {enabled: false}
check_ssl_usage: {enabled: true}
registry:
  jwt_expiration_time: {value: 20}
  timeout: {value: 2}
machine_fqdn: {value: "portus.example.com"}
display_name: {enabled: false}
user_permission:
  change_visibility: {enabled: false}
  push_images: {policy: allow-personal}
security:
  clair: {server: ""}
anonymous_browsing: {enabled: false}
background:
  registry: {enabled: true}
  sync: {enabled: true, strategy: update-delete}
pagination: {per_page: 10}
`,
);
const local = file(
  "local.yml",
  "ldap:\n  encryption:\n    method: starttls\noauth:\n  github:\n    enabled: false\n",
);

const run = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((done) =>
    execFile("bin/portus", ["import-config", ...args], (error, out, err) =>
      done({ code: Number(error?.code ?? 0), out, err }),
    ),
  );

test("a configuration first has things left to do, and none with the file that overrides it", async () => {
  const wrong = await run(whole);
  assert.equal(wrong.code, 1, wrong.err);
  assert.match(wrong.out, /# Left to do:\n# ldap\.encryption\.method: Portus does not send/);
  assert.match(wrong.out, /# oauth\.github\.enabled: GitHub is no OpenID provider/);

  const secrets = join(folder, "secrets.env");
  const right = await run(whole, local, "--secrets", secrets);
  assert.equal(right.code, 0, right.out);
  assert.doesNotMatch(right.out, /it's # secret|Left to do/);
  assert.deepEqual(parseEnv(readFileSync(secrets, "utf8")), {
    PORTUS_LDAP_AUTHENTICATION_PASSWORD: "it's # secret",
  });
  assert.equal(statSync(secrets).mode & 0o777, 0o600);
  const twice = await run(whole, local, "--secrets", secrets);
  assert.equal(twice.code, 2);
  assert.match(twice.err, /it exists already/);
});

test("settings keep their names, or have the one that they have here", () => {
  const settings = parseEnv(printed(translate(readSettings([whole, local])), "shown"));

  assert.deepEqual(
    { ...settings },
    {
      PORTUS_EMAIL_FROM: "portus@example.com",
      PORTUS_EMAIL_NAME: "Portus",
      PORTUS_EMAIL_SMTP_ADDRESS: "smtp.example.com",
      PORTUS_EMAIL_SMTP_PORT: "587",
      PORTUS_EMAIL_SMTP_SSL_TLS: "false",
      PORTUS_EMAIL_SMTP_OPENSSL_VERIFY_MODE: "none",
      PORTUS_DELETE_ENABLED: "true",
      PORTUS_DELETE_CONTRIBUTORS: "false",
      PORTUS_DELETE_GARBAGE_COLLECTOR_ENABLED: "true",
      PORTUS_DELETE_GARBAGE_COLLECTOR_OLDER_THAN: "60",
      PORTUS_DELETE_GARBAGE_COLLECTOR_KEEP_LATEST: "5",
      PORTUS_DELETE_GARBAGE_COLLECTOR_TAG: "build-\\d+",
      PORTUS_LDAP_ENABLED: "true",
      PORTUS_LDAP_HOSTNAME: "ldap.example.com",
      PORTUS_LDAP_PORT: "636",
      PORTUS_LDAP_TIMEOUT: "5",
      PORTUS_LDAP_ENCRYPTION_METHOD: "start_tls",
      PORTUS_LDAP_BASE: "ou=users,dc=example,dc=com",
      PORTUS_LDAP_GROUP_BASE: "ou=groups,dc=example,dc=com",
      PORTUS_LDAP_FILTER: "(&(objectClass=inetOrgPerson)(memberOf=cn=portus,dc=example,dc=com))",
      PORTUS_LDAP_UID: "uid",
      PORTUS_LDAP_AUTHENTICATION_ENABLED: "true",
      PORTUS_LDAP_AUTHENTICATION_BIND_DN: "cn=admin,dc=example,dc=com",
      PORTUS_LDAP_AUTHENTICATION_PASSWORD: "it's # secret",
      PORTUS_LDAP_GUESS_EMAIL_ENABLED: "true",
      PORTUS_LDAP_GUESS_EMAIL_ATTR: "mail",
      PORTUS_FIRST_USER_ADMIN_ENABLED: "true",
      PORTUS_SIGNUP_ENABLED: "false",
      PORTUS_TOKEN_TTL: "1200",
      PORTUS_URL: "https://portus.example.com",
      PORTUS_USER_PERMISSION_CHANGE_VISIBILITY: "false",
      PORTUS_USER_PERMISSION_PUSH_IMAGES_POLICY: "allow-personal",
      PORTUS_ANONYMOUS_BROWSING_ENABLED: "false",
      PORTUS_BACKGROUND_SYNC_ENABLED: "true",
      PORTUS_BACKGROUND_SYNC_STRATEGY: "update-delete",
    },
  );
});

test("what is off gives no lines, and what Portus would refuse is said", () => {
  const off = imported("ldap: {enabled: false, hostname: ldap.example.com, base: x}");
  const refused = imported("background: {sync: {strategy: sometimes}}");

  assert.deepEqual(off.lines, [{ name: "PORTUS_LDAP_ENABLED", value: "false" }]);
  assert.deepEqual(about(refused.lost), ["PORTUS_BACKGROUND_SYNC_STRATEGY"]);
});

test("OpenID Connect is taken over; other providers are named with what to do", () => {
  const { lost } = imported(
    "oauth: {google_oauth2: {enabled: true, id: a}, gitlab: {enabled: true}, open_id: {enabled: true}, bitbucket: {enabled: true}}",
  );
  const oidc =
    "oauth: {openid_connect: {enabled: true, issuer: https://login.example.com, identifier: portus, secret: s}}";

  assert.deepEqual(about(lost), [
    "oauth.google_oauth2.enabled",
    "oauth.gitlab.enabled",
    "oauth.open_id.enabled",
    "oauth.bitbucket.enabled",
  ]);
  assert.deepEqual(
    { ...environment(oidc) },
    {
      PORTUS_OIDC_ISSUER: "https://login.example.com",
      PORTUS_OIDC_CLIENT_ID: "portus",
      PORTUS_OIDC_CLIENT_SECRET: "s",
    },
  );
});

test("nothing in a file becomes a line of its own", () => {
  const hostile = '"a\\nPORTUS_SECRET=stolen": 1\nemail: {name: "x\\nPORTUS_SECRET=stolen"}';

  assert.deepEqual({ ...environment(hostile) }, {});
});

test("values are read as Ruby reads them, and written only where they can be read again", () => {
  const password = (written: string) =>
    imported(`ldap: {enabled: yes, authentication: {enabled: on, password: ${written}}}`);
  const kept = (written: string) => password(written).lines.map(({ value }) => value);

  for (const number of [
    "1234567890123456789012",
    "0755",
    "1_000",
    "0x1f",
    "1:30",
    "1e9",
    "2024-01-01",
  ])
    assert.deepEqual(kept(number), ["true", "true", number]);
  assert.deepEqual(kept(`"it's"`), ["true", "true", "it's"]);
  for (const unwritable of ['"it\'s \\\\n `"', '"\'\\"`"', '"two\\nlines"']) {
    assert.deepEqual(kept(unwritable), ["true", "true"], unwritable);
    assert.ok(about(password(unwritable).lost).includes("ldap.authentication.password"));
  }
  const address = (written: string) => ({ ...environment(`machine_fqdn: {value: ${written}}`) });
  assert.deepEqual(address("https://x.example"), { PORTUS_URL: "https://x.example" });
  assert.deepEqual(address("x.example"), { PORTUS_URL: "https://x.example" });
});

test("a device that does not end is refused", async () => {
  const { code, err } = await run("/dev/zero");
  assert.deepEqual([code, /more than 1 MB/.test(err)], [2, true]);
});

const bombs = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`);
const unreadable: [what: string, text: string][] = [
  ["no YAML", "ldap: {"],
  ["a text in place of settings", "ldap"],
  ["aliases of aliases", `a0: &a0 [1]\n${bombs.join("\n")}`],
  ["a thousand levels", `a: ${"[".repeat(1_000)}${"]".repeat(1_000)}`],
  ["more than a megabyte", `a: ${"x".repeat(1_000_001)}`],
];

for (const [what, text] of unreadable)
  test(`a file with ${what} is refused`, () => {
    assert.throws(() => imported(text), /is not a configuration of SUSE Portus/);
  });

test("a file that does not exist is named", async () => {
  const { code, err } = await run(join(folder, "none.yml"));

  assert.equal(code, 2);
  assert.match(err, /none\.yml can't be read: .*Check the path/);
});
