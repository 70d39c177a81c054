import assert from "node:assert/strict";
import { test } from "node:test";
import { describe } from "../../../../src/identity/providers/oidc/person.ts";
import type { OidcProvider } from "../../../../src/identity/providers/oidc/provider.ts";
import { OidcSettings } from "../../../../src/identity/providers/oidc/settings.ts";

function provider(settings: object = {}): OidcProvider {
  return {
    id: 1,
    slug: "test",
    name: "Keycloak",
    declared: false,
    secret: null,
    settings: OidcSettings.parse({
      issuer: "https://login.example.org",
      clientId: "portus",
      ...settings,
    }),
  };
}

test("a person has the key, the names and the address that the provider sends", () => {
  const claims = {
    sub: "248289761001",
    preferred_username: "J.Doe",
    name: "Jane Doe",
    email: "Jane@Example.org",
    email_verified: true,
    groups: ["web"],
  };

  assert.deepEqual(describe(claims, provider()).person, {
    subject: "248289761001",
    directoryKey: "248289761001",
    username: "J.Doe",
    displayName: "Jane Doe",
    email: "jane@example.org",
    emailVerified: true,
    groups: ["web"],
  });
});

test("an address counts as verified only if the provider says so", () => {
  const email = "jane@example.org";
  const verified = (claims: object) =>
    describe({ sub: "1", ...claims }, provider()).person.emailVerified;

  assert.equal(verified({ email, email_verified: true }), true);
  assert.equal(verified({ email, email_verified: "true" }), true);
  for (const email_verified of [undefined, false, "false", 1, "yes", null, {}])
    assert.equal(verified({ email, email_verified }), false);
  assert.equal(verified({ email_verified: true }), false);
});

test("the user name comes from the claim of the settings, or else from what is nearest", () => {
  const nameIn = (claims: object, settings?: object) =>
    describe({ sub: "key", ...claims }, provider(settings)).person.username;

  assert.equal(
    nameIn({ nickname: "jd", preferred_username: "jane" }, { usernameClaim: "nickname" }),
    "jd",
  );
  assert.equal(nameIn({ email: "jane@example.org" }), "jane");
  assert.equal(nameIn({ name: "Jane Doe" }), "Jane Doe");
  assert.equal(nameIn({ preferred_username: { name: "x" } }), "key");
  assert.equal(nameIn({ preferred_username: "x".repeat(256) }), "key");
});

test("no key, one that is too long, or one that can't be stored is refused", () => {
  for (const sub of [undefined, "", 7, "x".repeat(256), "a\0b", "\ud800"])
    assert.throws(() => describe({ sub }, provider()), /sent no usable ID of your account/);
});

test("a Google account of another domain is refused, whatever its address says", () => {
  const google = provider({ hostedDomain: "example.org" });
  const email = { email: "jane@example.org", email_verified: true };

  assert.equal(describe({ sub: "1", hd: "Example.org", ...email }, google).person.subject, "1");
  for (const hd of [undefined, "example.com", "", ["example.org"]])
    assert.throws(
      () => describe({ sub: "1", hd, ...email }, google),
      /Only accounts of example\.org/,
    );
});

test("the names of a person are bounded and can be stored", () => {
  const { person } = describe(
    { sub: "1", name: "x".repeat(300), email: "y".repeat(300), preferred_username: "a\0b" },
    provider(),
  );

  assert.deepEqual([person.displayName, person.email, person.username], [null, null, "a\ufffdb"]);
});
