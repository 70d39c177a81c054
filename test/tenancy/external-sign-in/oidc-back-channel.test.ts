import "../../support/settings/private-addresses.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeRecoveryCodes } from "../../../src/identity/second-factor/recovery-codes.ts";
import { db } from "../../../src/platform/db/client.ts";
import { type Browser, browser } from "../../support/app.ts";
import { makeUser } from "../../support/data/factories.ts";
import { fakeIssuer, idClaims } from "../../support/fakes/fake-issuer.ts";
import { addProvider, start, useSignInApp, whoIs } from "./oidc-lab.ts";

const app = await useSignInApp();
await makeUser();
const fake = await fakeIssuer();
await addProvider({ issuer: fake.issuer });
const event = "http://schemas.openid.net/event/backchannel-logout";

/** A browser in which somebody signed in, with the provider's name of its session. */
async function signedIn(sub: string, sid: string): Promise<Browser> {
  const it = await cameBack(sub, sid);
  assert.ok(await whoIs(it));
  return it;
}

/** A browser that comes back from the provider. */
async function cameBack(sub: string, sid: string): Promise<Browser> {
  const it = browser(app);
  const address = await start(it);
  const nonce = address.searchParams.get("nonce") ?? "";
  const id_token = await fake.sign(idClaims(fake, nonce, { sub, sid, preferred_username: sub }));
  fake.answers["/token"] = { access_token: "a", token_type: "Bearer", id_token };
  fake.answers["/userinfo"] = { sub };
  await it.get(`/sign-in/oidc/keycloak/callback?code=c&state=${address.searchParams.get("state")}`);
  return it;
}

let number = 0;

async function report(claims: Record<string, unknown>, sign = fake.sign): Promise<Response> {
  number += 1;
  const iat = Math.floor(Date.now() / 1000);
  const all = {
    iss: fake.issuer,
    aud: "portus",
    iat,
    exp: iat + 120,
    jti: `j${number}`,
    ...claims,
  };
  return post({ logout_token: await sign({ events: { [event]: {} }, ...all }) });
}

const post = (fields: Record<string, string>) =>
  fetch(`${app.url}/sign-in/oidc/keycloak/logout`, {
    method: "POST",
    body: new URLSearchParams(fields),
  });

test("a report about one session ends that one", async () => {
  const [one, two] = [await signedIn("anna", "s-one"), await signedIn("anna", "s-two")];

  const answer = await report({ sid: "s-one" });

  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.deepEqual([await whoIs(one), await whoIs(two)], [null, "anna"]);
});

test("a report about a person ends all of their sessions, and nobody else's", async () => {
  const own = [await signedIn("berta", "s-3"), await signedIn("berta", "s-4")];
  const others = await signedIn("carla", "s-5");

  assert.equal((await report({ sub: "berta" })).status, 200);

  assert.deepEqual(await Promise.all(own.map(whoIs)), [null, null]);
  assert.equal(await whoIs(others), "carla");
});

test("a report ends a sign-in that waits for a second factor, and one that gave it", async () => {
  await signedIn("greta", "s-60");
  const { id } = await db.user.findUniqueOrThrow({ where: { username: "greta" } });
  await db.user.update({ where: { id }, data: { secondFactorSince: new Date() } });
  const codes = await db.$transaction((tx) => makeRecoveryCodes(tx, id));
  const waiting = await cameBack("greta", "s-70");
  const given = await cameBack("greta", "s-80");
  assert.equal((await waiting.get("/sign-in/second-factor")).status, 200);
  await given.get("/sign-in/second-factor");
  const [code = ""] = codes;
  assert.equal((await given.post("/sign-in/second-factor", { code })).location, "/");
  assert.equal(await whoIs(given), "greta");

  for (const sid of ["s-70", "s-80"]) assert.equal((await report({ sid })).status, 200);

  assert.equal(await whoIs(given), null);
  assert.equal((await waiting.get("/sign-in/second-factor")).location, "/sign-in");
});

test("a report that names a session and another person ends nothing", async () => {
  const it = await signedIn("dana", "s-6");

  await report({ sid: "s-6", sub: "somebody else" });

  assert.equal(await whoIs(it), "dana");
});

test("a report is used once", async () => {
  const claims = { sub: "erna", jti: "the same" };
  assert.equal((await report(claims)).status, 200);
  const it = await signedIn("erna", "s-7");

  const again = await report(claims);

  assert.equal(again.status, 400);
  assert.match(await again.text(), /used before/);
  assert.equal(await whoIs(it), "erna");
});

test("a report that nobody at the provider signed ends nothing and is 400", async () => {
  const it = await signedIn("frida", "s-8");

  const forged = await report({ sub: "frida" }, fake.signByStranger);

  assert.equal(forged.status, 400);
  assert.deepEqual(Object.keys(Object(await forged.json())), ["error", "error_description"]);
  for (const fields of [{}, { logout_token: "" }, { logout_token: "x".repeat(30_000) }])
    assert.equal((await post(fields as Record<string, string>)).status, 400);
  assert.equal(await whoIs(it), "frida");
});

test("a report needs no cookie and no form token, and ignores other fields, as the specification says", async () => {
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    iss: fake.issuer,
    aud: "portus",
    iat,
    exp: iat + 60,
    jti: "plain",
    sub: "gerda",
  };
  const logout_token = await fake.sign({ ...claims, events: { [event]: {} } });

  const answer = await post({ logout_token, another: "field" });

  assert.equal(answer.status, 200);
});

test("a provider that does not exist is 404", async () => {
  const unknown = await fetch(`${app.url}/sign-in/oidc/none/logout`, { method: "POST" });

  assert.equal(unknown.status, 404);
});

test("used reports are forgotten when they have expired", async () => {
  const { jobs } = await import("../../../src/tenancy/external-sign-in/oidc/back-channel.ts");
  const hash = new Uint8Array(32);
  await db.usedLogoutToken.create({ data: { hash, expiresAt: new Date(Date.now() - 1000) } });

  await jobs[0]?.run();

  assert.equal(await db.usedLogoutToken.count({ where: { hash } }), 0);
});
