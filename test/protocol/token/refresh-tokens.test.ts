import assert from "node:assert/strict";
import { test } from "node:test";
import { accessChanged, db } from "../../../src/platform/db/client.ts";
import { log } from "../../../src/platform/log.ts";
import { makePerson, makeRegistry, makeUser } from "../../support/data/factories.ts";
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

test("after docker login, other clients can use the same refresh token, with or without a client id", async () => {
  const { user } = await makePerson();
  const secret = await signedIn(containerd, user.username);
  const scope: Fields = [["scope", `repository:${user.username}/app:pull,push`]];

  for (const id of ["docker", "buildkit-client", "containers/image", "regclient", null]) {
    const fields = byRefreshToken(secret, id ?? "").filter(([name]) => name !== "client_id" || id);
    const answer = await containerd.post([...fields, ...scope]);

    assert.equal(answer.status, 200, `${id}`);
    assert.deepEqual(claimsOf(answer).access?.[0]?.actions, ["pull", "push"]);
    assert.equal(claimsOf(answer).sub, user.username);
  }
});

test("a client id with a NUL gets a refresh token, without the NUL", async () => {
  const { user } = await makePerson();
  const fields: Fields = [...byPassword(user.username), ["access_type", "offline"]];
  const answer = await containerd.post([
    ...fields.filter(([name]) => name !== "client_id"),
    ["client_id", "a\0b"],
  ]);

  assert.equal(answer.status, 200);
  assert.ok(answer.body.refresh_token);
  const where = { userId: user.id };
  assert.equal((await db.refreshToken.findFirstOrThrow({ where })).clientId, "ab");
});

test("Basic accepts a refresh token with an empty name, with <token> or with the account's name", async () => {
  const { user } = await makePerson();
  const secret = await signedIn(containerd, user.username);
  const scope: Fields = [["scope", `repository:${user.username}/app:pull`]];

  for (const username of ["", "<token>", user.username]) {
    const answer = await containerd.get(scope, { username }, secret);

    assert.equal(answer.status, 200, username);
    assert.equal(claimsOf(answer).sub, user.username);
  }
  const asPassword = await containerd.post([...byPassword(user.username, secret), ...scope]);
  assert.equal(claimsOf(asPassword).sub, user.username);
});

test("a refresh token with another account's name is refused and creates no new one", async () => {
  const user = await makeUser();
  const stranger = await makeUser();
  const secret = await signedIn(containerd, user.username);

  const stolen = await containerd.get([], stranger, secret);
  const renewed = await containerd.get(
    [
      ["client_id", "x"],
      ["offline_token", "true"],
    ],
    { username: "" },
    secret,
  );

  assert.equal(stolen.status, 401);
  assert.equal(renewed.body.refresh_token, undefined);
});

test("a refresh token is valid only for its registry", async () => {
  const user = await makeUser();
  const secret = await signedIn(containerd, user.username);
  await makeRegistry({ hostname: "elsewhere.test.lan" });
  accessChanged();

  const answer = await containerd.request("/v2/token", {
    method: "POST",
    body: new URLSearchParams([["service", "elsewhere.test.lan"], ...byRefreshToken(secret)]),
  });

  assert.equal(answer.status, 401);
});

test("a refusal is logged with the client's id and user agent", async (t) => {
  const lines = t.mock.method(log, "info", () => {});

  await containerd.request("/v2/token", {
    method: "POST",
    headers: { "user-agent": "buildkit/0.34" },
    body: new URLSearchParams([
      ["service", service],
      ...byRefreshToken("prt_x", "buildkit-client"),
    ]),
  });

  const noted = lines.mock.calls.at(-1)?.arguments[0] as unknown as Record<string, unknown>;
  const { status, client, agent } = noted;
  assert.deepEqual([status, client, agent], [401, "buildkit-client", "buildkit/0.34"]);
});

test("a revoked or expired refresh token is refused", async () => {
  const user = await makeUser();
  const ended = await signedIn(containerd, user.username);
  await db.refreshToken.deleteMany({ where: { userId: user.id } });
  const old = await signedIn(containerd, user.username);
  await db.refreshToken.updateMany({
    where: { userId: user.id },
    data: { expiresAt: new Date(Date.now() - 1000) },
  });

  for (const secret of [ended, old, "prt_nonsense", "x"]) {
    const answer = await containerd.post(byRefreshToken(secret));

    assert.equal(answer.status, 401);
    assert.match(answer.body.errors?.[0]?.message ?? "", /docker login/);
  }
});
