import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { hashPassword } from "../../../src/identity/sign-in/passwords.ts";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { db } from "../../../src/platform/db/client.ts";
import { by, makeNamespace, makePerson, makeTeam, makeUser } from "../../support/data/factories.ts";
import { basicOf, claimsOf, service, useTokenEndpoint } from "./token-client.ts";

const { app, tokenClient: docker } = await useTokenEndpoint();

test("TOK-001: a wrong password is refused with 401, in the form that clients print", async () => {
  const { user } = await makePerson();

  const answer = await docker.get([["scope", `repository:${user.username}/me:push`]], user, "no");

  assert.equal(answer.status, 401);
  assert.equal(answer.body.errors?.[0]?.code, "UNAUTHORIZED");
  assert.match(answer.body.errors?.[0]?.message ?? "", /password is wrong/);
  assert.match(answer.headers.get("www-authenticate") ?? "", /^Basic realm="/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
});

test("wrong credentials are refused even if anonymous clients may pull", async () => {
  const team = await makeTeam();
  const namespace = await makeNamespace({ visibility: "public", team });
  const scope = `repository:${namespace.name}/x:pull`;

  const answer = await docker.get([["scope", scope]], { username: "nobody" }, "wrong");

  assert.equal(answer.status, 401);
});

test("TOK-003: a request without credentials gets 200 and no private access", async () => {
  const { namespace } = await makePerson();

  const answer = await docker.get([["scope", `repository:${namespace.name}/me:push`]]);

  assert.equal(answer.status, 200);
  assert.deepEqual(claimsOf(answer).access, []);
  assert.equal(claimsOf(answer).sub, "");
});

test("TOK-004: a disabled user is refused, even with the right password", async () => {
  const user = await makeUser({ disabledAt: new Date() });

  const answer = await docker.get([], user);

  assert.equal(answer.status, 401);
});

test("TOK-005: an application token works instead of the password", async () => {
  const { user } = await makePerson();
  const name = { name: "ci", expiresAt: null };
  const { secret } = await createToken(by(user), user.id, name);

  const access = await docker.access(`repository:${user.username}/busybox:push,pull`, user, secret);

  assert.deepEqual(access?.[0]?.actions, ["push", "pull"]);
});

test("TOK-009: GET /v2/ checks a user name and a secret", async () => {
  const user = await makeUser();
  const ping = (headers: Record<string, string>) => docker.request("/v2/", { headers });

  const right = await ping(basicOf(user.username));
  const wrong = await ping(basicOf(user.username, "wrong"));
  const none = await ping({});

  assert.deepEqual([right.status, wrong.status, none.status], [200, 401, 401]);
  assert.deepEqual(right.body, {});
  assert.match(none.headers.get("www-authenticate") ?? "", /^Basic /);
});

test("TOK-007: an unknown user is refused, and no account is created", async () => {
  const answer = await docker.get([], { username: "ldapuser" }, "secret");

  assert.equal(answer.status, 401);
  assert.equal(await db.user.count({ where: { username: "ldapuser" } }), 0);
});

test("empty credentials count as none, and incomplete ones as wrong", async () => {
  const statusOf = async (authorization: string) =>
    (await docker.request(`/v2/token?service=${service}`, { headers: { authorization } })).status;
  const encoded = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

  assert.equal(await statusOf(encoded(":")), 200);
  assert.equal(await statusOf(encoded(":secret")), 401);
  assert.equal(await statusOf(encoded("name")), 401);
  assert.equal(await statusOf(encoded("na\0me:secret")), 401);
  assert.equal(await statusOf("Basic"), 401);
  assert.equal(await statusOf("Basic %%%"), 401);
  assert.equal(await statusOf("Bearer abc"), 401);
});

test("a password may contain colons and any letter", async () => {
  const secret = "ключ:with:colons:é";
  const user = await makeUser({ passwordHash: await hashPassword(secret) });

  assert.equal((await docker.get([], user, secret)).status, 200);
});

test("two Authorization headers are refused", async () => {
  const user = await makeUser();
  const { authorization = "" } = basicOf(user.username);

  const status = await raw([`Authorization: ${authorization}`, `authorization: ${authorization}`]);

  assert.equal(status, 400);
  assert.equal(await raw([`Authorization: ${authorization}`]), 200);
});

/** The status that a request gets which fetch would not send. */
function raw(headers: string[]): Promise<number> {
  const { hostname, port } = new URL(app.url);
  const lines = [`GET /v2/token?service=${service} HTTP/1.1`, `Host: ${hostname}`, ...headers];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.once("error", reject);
    socket.once("data", (text) => {
      resolve(Number(text.toString().split(" ")[1]));
      socket.destroy();
    });
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  });
}

test("after too many wrong passwords the answer is 429 with Retry-After", async () => {
  const user = await makeUser();
  const tries = Array.from({ length: 11 }, (_, number) => `wrong ${number}`);
  for (const secret of tries) await docker.get([], user, secret);

  const answer = await docker.get([], user, "wrong again");

  assert.equal(answer.status, 429);
  assert.equal(answer.body.errors?.[0]?.code, "TOOMANYREQUESTS");
  assert.ok(Number(answer.headers.get("retry-after")) > 0);
});
