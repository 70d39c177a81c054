import "../../support/settings/private-addresses.ts";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { beforeEach, test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { browser } from "../../support/app.ts";
import { fakeIssuer, idClaims } from "../../support/fakes/fake-issuer.ts";
import { send } from "../../support/requests.ts";
import { app, comeBack, fresh, good, other, type Sent } from "./made-up-answers.ts";
import { addProvider, sentenceOn, start, whoIs } from "./oidc-lab.ts";

/** What a browser gets that comes back with this. Nobody may be signed in by it. */
async function refusal(sent: Sent): Promise<string> {
  const it = browser(app);
  const answer = await comeBack(it, await start(it), sent);
  assert.equal(answer.status, 403);
  assert.equal(await whoIs(it), null);
  return sentenceOn(answer);
}

beforeEach(() => {
  for (const issuer of [good, other]) issuer.asked.length = 0;
});

test("what the tests send is accepted if nothing is wrong with it", async () => {
  const it = browser(app);

  const answer = await comeBack(it, await start(it), {
    claims: { sub: fresh(), preferred_username: "wilma" },
  });

  assert.equal(answer.status, 303);
  assert.equal(await whoIs(it), "wilma");
});

test("a state is used once, and belongs to one browser and one provider", async () => {
  const it = browser(app);
  const address = await start(it);
  const state = address.searchParams.get("state") ?? "";
  const unasked = /was not started in this browser, was used already/;

  assert.match(sentenceOn(await comeBack(browser(app), address)), unasked, "another browser");
  const path = `/sign-in/oidc/other/callback?code=c&state=${state}`;
  assert.match(sentenceOn(await it.get(path)), unasked, "another provider");
  const again = await start(it);
  await comeBack(it, again, { token: "broken" });
  assert.match(sentenceOn(await comeBack(it, again)), unasked, "a second time");
  assert.equal(await whoIs(it), null);
});

test("two requests with the same state at the same moment sign in at most once", async () => {
  const it = browser(app);
  const address = await start(it);
  const claims = { sub: fresh() };

  const answers = await Promise.all([1, 2, 3].map(() => comeBack(it, address, { claims })));

  assert.equal(answers.filter(({ status }) => status === 303).length, 1);
  assert.equal(good.asked.filter(({ path }) => path === "/token").length, 1);
});

test("a sign-in that the provider began is refused with a sentence", async () => {
  for (const query of ["?code=a-code", "?code=a-code&state=made-up", "", "?error=access_denied"]) {
    const answer = await browser(app).get(`/sign-in/oidc/keycloak/callback${query}`);
    assert.equal(answer.status, 403);
    assert.match(sentenceOn(answer), /accepts no sign-ins that begin at the provider/);
  }
});

test("an answer that names another issuer is refused", async () => {
  const sentence = await refusal({ query: { iss: other.issuer } });

  assert.match(sentence, /could not be accepted/);
  assert.equal(
    good.asked.some(({ path }) => path === "/token"),
    false,
    "no code is sent",
  );
});

test("a provider that says it names itself, and does not, is refused", async () => {
  good.metadata.authorization_response_iss_parameter_supported = true;
  const third = await addProvider({
    issuer: good.issuer,
    slug: "third",
    settings: { usernameClaim: "x" },
  });
  const it = browser(app);

  const address = await start(it, "third");
  const state = address.searchParams.get("state");
  const answer = await it.get(`/sign-in/oidc/third/callback?code=c&state=${state}`);

  assert.match(sentenceOn(answer), /could not be accepted/);
  await db.signInProvider.delete({ where: { id: third.id } });
  good.metadata.authorization_response_iss_parameter_supported = false;
});

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

const forged: [what: string, token: (claims: Record<string, unknown>) => Promise<string>][] = [
  ["no signature", async (claims) => `${part({ alg: "none" })}.${part(claims)}.`],
  [
    "the public key as a shared secret",
    async (claims) => {
      const head = `${part({ alg: "HS256", kid: "one" })}.${part(claims)}`;
      return `${head}.${createHmac("sha256", good.publicKey).update(head).digest("base64url")}`;
    },
  ],
  [
    "the client secret as a key",
    async (claims) => {
      const head = `${part({ alg: "HS256" })}.${part(claims)}`;
      const key = "the secret of portus at the provider";
      return `${head}.${createHmac("sha256", key).update(head).digest("base64url")}`;
    },
  ],
  ["a key that the issuer does not have", (claims) => good.signByStranger(claims)],
  ["the key of another issuer", (claims) => other.sign(claims)],
];

for (const [what, sign] of forged)
  test(`an ID token signed with ${what} is refused`, async () => {
    const it = browser(app);
    const address = await start(it);
    const nonce = address.searchParams.get("nonce") ?? "";

    const answer = await comeBack(it, address, { token: await sign(idClaims(good, nonce)) });

    assert.equal(answer.status, 403);
    assert.match(sentenceOn(answer), /could not be accepted/);
    assert.equal(await whoIs(it), null);
  });

const wrong: [what: string, claims: Record<string, unknown>][] = [
  ["the nonce of another sign-in", { nonce: "another" }],
  ["no nonce", { nonce: undefined }],
  ["another audience", { aud: "another" }],
  ["another issuer", { iss: "https://login.example.com" }],
  ["an end in the past", { exp: 1_000_000_000 }],
  ["a beginning in the future", { nbf: 4_000_000_000 }],
];

for (const [what, claims] of wrong)
  test(`an ID token with ${what} is refused`, async () => {
    assert.match(await refusal({ claims }), /could not be accepted/);
  });

test("userinfo about somebody else is refused", async () => {
  const userinfo = { sub: "somebody else", email: "else@example.org" };

  assert.match(await refusal({ claims: { sub: fresh() }, userinfo }), /could not be accepted/);
});

test("what the provider refuses is a sentence, without words of the address", async () => {
  const it = browser(app);
  const address = await start(it);
  const query = { error: "access_denied", error_description: "call 555 and tell us your password" };

  const answer = await comeBack(it, address, { query });

  assert.match(sentenceOn(answer), /did not sign you in: you declined/);
  assert.doesNotMatch(answer.text, /555/);
});

test("a callback at a host that is not Portus's own is refused", async () => {
  const headers = { host: "portus.evil.example" };

  const answer = await send(app, {
    path: "/sign-in/oidc/keycloak/callback?code=c&state=s",
    headers,
  });

  assert.equal(answer.status, 403);
  assert.match(answer.text, /own host names/);
});

test("the address that people come back to never follows the Host header", async () => {
  const it = browser(app);
  const headers = { host: "portus.evil.example", "x-forwarded-host": "portus.evil.example" };

  const moved = await send(app, { path: "/sign-in/oidc/keycloak", headers });
  const address = await start(it, "keycloak", "?moved=1");

  assert.ok(moved.headers.location?.startsWith(`${app.url}/sign-in/oidc/keycloak?`));
  assert.equal(
    address.searchParams.get("redirect_uri"),
    `${app.url}/sign-in/oidc/keycloak/callback`,
  );
});

test("a sign-in leads to no other site", async () => {
  for (const target of [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "javascript:1",
  ]) {
    const it = browser(app);
    const address = await start(it, "keycloak", `?return=${encodeURIComponent(target)}`);
    const answer = await comeBack(it, address, { claims: { sub: fresh() } });
    assert.equal(answer.location, "/", target);
  }
});

test("a session from before the sign-in is not the one after it", async () => {
  const it = browser(app);
  const address = await start(it);
  const before = it.cookies.get("portus");

  await comeBack(it, address, { claims: { sub: fresh() } });

  assert.ok(before);
  assert.notEqual(it.cookies.get("portus"), before);
});

test("a discovery document of another issuer is refused", async () => {
  const liar = await fakeIssuer();
  liar.metadata.issuer = good.issuer;
  await addProvider({ issuer: liar.issuer, slug: "liar", name: "Liar" });

  const answer = await browser(app).get("/sign-in/oidc/liar");

  assert.match(sentenceOn(answer), /Liar could not be accepted/);
});
