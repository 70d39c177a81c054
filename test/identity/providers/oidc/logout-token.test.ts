import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { readLogoutToken } from "../../../../src/identity/providers/oidc/logout.ts";
import type { OidcProvider } from "../../../../src/identity/providers/oidc/provider.ts";
import { OidcSettings } from "../../../../src/identity/providers/oidc/settings.ts";
import { fakeIssuer } from "../../../support/fakes/fake-issuer.ts";

const fake = await fakeIssuer();
const provider: OidcProvider = {
  id: 1,
  slug: "test",
  name: "Keycloak",
  declared: true, // on this machine
  secret: null,
  settings: OidcSettings.parse({ issuer: fake.issuer, clientId: "portus" }),
};

const event = "http://schemas.openid.net/event/backchannel-logout";
const now = () => Math.floor(Date.now() / 1000);

function claims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const [iat, exp] = [now(), now() + 120];
  const all = { iss: fake.issuer, aud: "portus", iat, exp, jti: "one", sub: "mara", sid: "s1" };
  return { ...all, events: { [event]: {} }, ...changes };
}

const read = (token: string) => readLogoutToken(provider, token);

test("a logout token names a session, a person or both", async () => {
  const both = await read(await fake.sign(claims(), { typ: "logout+jwt" }));
  assert.deepEqual([both.sid, both.subject, both.jti], ["s1", "mara", "one"]);

  const person = await read(await fake.sign(claims({ sid: undefined })));
  assert.deepEqual([person.sid, person.subject], [null, "mara"]);
  const session = await read(await fake.sign(claims({ sub: undefined })));
  assert.deepEqual([session.sid, session.subject], ["s1", null]);
});

const refused: [what: string, changes: Record<string, unknown>][] = [
  ["another issuer", { iss: "https://login.example.com" }],
  ["another audience", { aud: "another" }],
  ["no audience", { aud: undefined }],
  ["no time of issue", { iat: undefined }],
  ["an old time of issue", { iat: 1_000_000_000 }],
  ["no end", { exp: undefined }],
  ["an end in the past", { exp: 1_000_000_000 }],
  ["no id", { jti: undefined }],
  ["an id that is no text", { jti: 7 }],
  ["neither session nor person", { sub: undefined, sid: undefined }],
  ["a session that is no text", { sid: 7 }],
  ["a session with a long name", { sid: "x".repeat(256) }],
  ["no event", { events: undefined }],
  ["another event", { events: { "http://schemas.openid.net/event/other": {} } }],
  ["an event that is no object", { events: { [event]: true } }],
  ["a nonce, as ID tokens have", { nonce: "n" }],
];

for (const [what, changes] of refused)
  test(`a logout token with ${what} is refused`, async () => {
    await assert.rejects(read(await fake.sign(claims(changes))), { name: "ProviderFailure" });
  });

test("a token of another type is refused", async () => {
  const token = await fake.sign(claims(), { typ: "at+jwt" });

  await assert.rejects(read(token), /its type is another one/);
});

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

test("a token without a signature, by another key, or signed with the public key is refused", async () => {
  const none = `${part({ alg: "none" })}.${part(claims())}.`;
  const head = `${part({ alg: "HS256", kid: "one" })}.${part(claims())}`;
  const hmac = createHmac("sha256", fake.publicKey).update(head).digest("base64url");

  for (const token of [none, `${head}.${hmac}`, await fake.signByStranger(claims()), "", "a.b.c"])
    await assert.rejects(read(token), /could not be verified/);
});
