import assert from "node:assert/strict";
import { test } from "node:test";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { by, makePerson, makeUser } from "../../support/data/factories.ts";
import {
  byPassword,
  byRefreshToken,
  claimsOf,
  type Fields,
  service,
  signedIn,
  useTokenEndpoint,
} from "./token-client.ts";

const { tokenClient: containerd } = await useTokenEndpoint();

test("TOK-010: the OAuth2 form returns access_token, expires_in and the granted scope", async () => {
  const { user } = await makePerson();
  const name = `${user.username}/app`;

  const answer = await containerd.post([
    ...byPassword(user.username),
    ["scope", `repository:${name}:pull,push registry:catalog:*`],
  ]);

  assert.equal(answer.status, 200);
  assert.equal(answer.body.scope, `repository:${name}:pull,push`);
  assert.equal(answer.body.access_token, answer.body.token);
  assert.equal(answer.body.expires_in, 900);
  assert.equal(answer.body.refresh_token, undefined);
  assert.equal(claimsOf(answer).sub, user.username);
});

test("TOK-010: access_type=offline signs the client in, and its refresh token can be used repeatedly", async () => {
  const { user } = await makePerson();
  const secret = await signedIn(containerd, user.username);
  const scope: Fields = [["scope", `repository:${user.username}/app:pull`]];

  const first = await containerd.post([...byRefreshToken(secret), ...scope]);
  const second = await containerd.post([...byRefreshToken(secret), ...scope]);

  assert.equal(first.status, 200);
  assert.deepEqual(claimsOf(second).access?.[0]?.actions, ["pull"]);
  assert.equal(claimsOf(second).sub, user.username);
});

test("scope fields may be repeated, and the charset may be given", async () => {
  const { user } = await makePerson();
  const scopes = ["x", "y"].map((it) => ["scope", `repository:${user.username}/${it}:pull`]);
  const form = [["service", service], ...byPassword(user.username), ...scopes] as Fields;

  const answer = await containerd.request("/v2/token", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: new URLSearchParams(form).toString(),
  });

  assert.equal(claimsOf(answer).access?.length, 2);
});

test("docker login by GET with offline_token and client_id signs the client in, too", async () => {
  const user = await makeUser();
  const docker: Fields = [
    ["client_id", "docker"],
    ["offline_token", "true"],
  ];

  const answer = await containerd.get(docker, user);
  const nameless = await containerd.get([["offline_token", "true"]], user);

  assert.match(answer.body.refresh_token ?? "", /^prt_/);
  const again = await containerd.post(byRefreshToken(answer.body.refresh_token ?? "", "docker"));
  assert.equal(again.status, 200);
  assert.equal(nameless.body.refresh_token, undefined);
});

test("an application token gets no refresh token, which would outlive its revocation", async () => {
  const user = await makeUser();
  const input = { name: "ci", expiresAt: null };
  const { secret } = await createToken(by(user), user.id, input);

  const posted = await containerd.post([
    ...byPassword(user.username, secret),
    ["access_type", "offline"],
  ]);
  const got = await containerd.get(
    [
      ["client_id", "docker"],
      ["offline_token", "true"],
    ],
    user,
    secret,
  );

  assert.deepEqual([posted.status, got.status], [200, 200]);
  assert.equal(posted.body.refresh_token ?? got.body.refresh_token, undefined);
});

test("an incomplete form is 400, after which containerd uses GET", async () => {
  const forms: Fields[] = [
    [],
    [["grant_type", "password"]],
    [
      ["grant_type", "client_credentials"],
      ["username", "a"],
      ["password", "b"],
    ],
    [
      ["username", "a"],
      ["password", "b"],
    ],
    [
      ["grant_type", "refresh_token"],
      ["client_id", "docker"],
    ],
    [
      ["grant_type", "refresh_token"],
      ["refresh_token", ""],
    ],
    [
      ["grant_type", "password"],
      ["username[$ne]", "x"],
      ["password[$ne]", "x"],
    ],
    [
      ["grant_type", "password"],
      ["username", "a\0b"],
      ["password", "x"],
    ],
  ];
  for (const form of forms) {
    const answer = await containerd.post(form);

    assert.equal(answer.status, 400, JSON.stringify(form));
    assert.match(answer.body.errors?.[0]?.message ?? "", /grant_type=password/);
  }
});

test("a body of another type, or over 16 kB, is 400 and never 415 or 413", async () => {
  const post = (type: string, body: string) =>
    containerd.request("/v2/token", {
      method: "POST",
      headers: { "content-type": type },
      body,
    });

  const json = await post("application/json", '{"grant_type":"password"}');
  const long = await post("application/x-www-form-urlencoded", `password=${"x".repeat(20_000)}`);
  const odd = await post("application/x-www-form-urlencoded; charset=klingon", "a=b");

  assert.deepEqual([json.status, long.status, odd.status], [400, 400, 400]);
  for (const { body } of [json, long, odd]) assert.ok(body.errors?.[0]?.message);
});

test("a wrong password is 401 in a form too, and repeated as GET counts once against the limit", async () => {
  const user = await makeUser();
  for (let round = 0; round < 20; round++) {
    const posted = await containerd.post(byPassword(user.username, "stale password"));
    const got = await containerd.get([], user, "stale password");

    assert.deepEqual([posted.status, got.status], [401, 401]);
  }
});
