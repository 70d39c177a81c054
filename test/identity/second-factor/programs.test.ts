import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { basicOf, useTokenEndpoint } from "../../protocol/token/token-client.ts";
import { password } from "../../support/data/factories.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";
import { signedIn } from "../signed-in.ts";
import { withAuthenticator } from "./enrolled.ts";

const { app, tokenClient } = await useTokenEndpoint();
const off = { who: "off", from: null } as const;
afterEach(() => Object.assign(config, { secondFactor: off }));

const api = (headers: Record<string, string>) => fetch(`${app.url}/api/v1/profile`, { headers });

test("with a second factor the password is refused at docker login and the API, by a sentence with the way out", async () => {
  const { user } = await withAuthenticator(app);
  const basic = basicOf(user.username, password);

  const token = await tokenClient.get([], user);
  const form = await tokenClient.post([
    ["grant_type", "password"],
    ["username", user.username],
    ["password", password],
  ]);
  const called = await api(basic);

  assert.deepEqual([token.status, form.status, called.status], [401, 401, 401]);
  for (const text of [JSON.stringify(token.body), JSON.stringify(form.body), await called.text()])
    assert.match(text, /has a second factor.*Create an application token at http\S+\/profile/);
});

test("the sentence is only for those who know the password, and such attempts are no wrong passwords", async () => {
  const { user } = await withAuthenticator(app);

  const wrong = await tokenClient.get([], user, "not the password");
  for (let n = 0; n < 12; n += 1) await tokenClient.get([], user);
  const again = await tokenClient.get([], user);

  assert.doesNotMatch(JSON.stringify(wrong.body), /second factor/);
  assert.equal(again.status, 401, "not 429");
});

test("the decision log names the reason and what to do", async () => {
  const { user, it } = await withAuthenticator(app);

  const refused = await tokenClient.get([], user);
  const id = refused.headers.get("portus-decision");
  const { text } = await it.get(`/why/${id}`);

  assert.match(text, /The account has a second factor, which programs can/);
  assert.match(text, /Create an application token, and log in with it/);
});

test("application tokens go on, and clients that signed in with the password are signed out", async () => {
  const { user, it } = await signedIn(app);
  const { header } = await makeApplicationToken(user, {});
  const [, secret = ""] = header.split(/:(.*)/s);
  const login = await tokenClient.post([
    ["grant_type", "password"],
    ["username", user.username],
    ["password", password],
    ["access_type", "offline"],
    ["client_id", "docker"],
  ]);
  const refresh = [
    ["grant_type", "refresh_token"],
    ["client_id", "docker"],
    ["refresh_token", login.body.refresh_token ?? ""],
  ] as [string, string][];
  assert.equal((await tokenClient.post(refresh)).status, 200);

  const { codeNow, secretIn } = await import("./enrolled.ts");
  const key = secretIn(await it.get("/profile/security/authenticator/new"));
  await it.post("/profile/security/authenticator", { code: codeNow(key) });

  assert.equal((await tokenClient.post(refresh)).status, 401);
  assert.equal((await tokenClient.get([], user, secret)).status, 200);
  assert.equal((await api({ "portus-auth": header })).status, 200);
  assert.equal(await db.refreshToken.count({ where: { userId: user.id } }), 0);
});

test("a refresh token that a login under way stored after the factor was added is refused", async () => {
  const { user } = await signedIn(app);
  const login = await tokenClient.post([
    ["grant_type", "password"],
    ["username", user.username],
    ["password", password],
    ["access_type", "offline"],
    ["client_id", "docker"],
  ]);
  await db.user.update({ where: { id: user.id }, data: { secondFactorSince: new Date() } });

  const answer = await tokenClient.post([
    ["grant_type", "refresh_token"],
    ["client_id", "docker"],
    ["refresh_token", login.body.refresh_token ?? ""],
  ]);

  assert.equal(answer.status, 401);
  assert.match(JSON.stringify(answer.body), /has a second factor/);
});

test("other browsers are signed out when the first factor is added, and the one that adds it is not", async () => {
  const { user, it } = await signedIn(app);
  const { signIn } = await import("../../support/app.ts");
  const other = await signIn(app, user);
  const { codeNow, secretIn } = await import("./enrolled.ts");
  const key = secretIn(await it.get("/profile/security/authenticator/new"));
  await it.post("/profile/security/authenticator", { code: codeNow(key) });

  assert.equal((await other.get("/profile")).status, 303);
  assert.equal((await it.get("/profile")).status, 200);
});

test("who must have a factor and has none can't use the password either, from the date on", async () => {
  const { user } = await signedIn(app);
  const { user: admin } = await signedIn(app, { admin: true });
  const login = await tokenClient.post([
    ["grant_type", "password"],
    ["username", user.username],
    ["password", password],
    ["access_type", "offline"],
    ["client_id", "docker"],
  ]);
  const refresh = [
    ["grant_type", "refresh_token"],
    ["client_id", "docker"],
    ["refresh_token", login.body.refresh_token ?? ""],
  ] as [string, string][];
  const statuses = async () => {
    const answers = [
      await tokenClient.get([], user),
      await tokenClient.get([], admin),
      await tokenClient.post(refresh),
    ];
    return answers.map(({ status }) => status);
  };

  Object.assign(config, { secondFactor: { who: "all", from: new Date(Date.now() + 60_000) } });
  assert.deepEqual(await statuses(), [200, 200, 200]);
  Object.assign(config, { secondFactor: { who: "all", from: new Date(Date.now() - 1) } });
  assert.deepEqual(await statuses(), [401, 401, 401]);
  Object.assign(config, { secondFactor: { who: "admins", from: null } });
  assert.deepEqual(await statuses(), [200, 401, 200]);
  assert.match(
    JSON.stringify((await tokenClient.get([], admin)).body),
    /must have a second factor/,
  );
});
