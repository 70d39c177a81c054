import assert from "node:assert/strict";
import { connect } from "node:net";
import { beforeEach, test } from "node:test";
import { hashPassword } from "../../src/accounts/passwords.ts";
import { createToken } from "../../src/accounts/tokens.ts";
import { config } from "../../src/config.ts";
import { accessChanged, db } from "../../src/db/client.ts";
import { ensureKeys } from "../../src/signing/keys.ts";
import { useApp } from "../support/app.ts";
import {
  actorOf,
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  makeUser,
  unique,
} from "../support/factories.ts";
import { basicOf, claimsOf, client, service } from "./asking.ts";

const app = await useApp();
const docker = client(app);

beforeEach(async () => {
  await ensureKeys();
  await makeRegistry();
});

test("TOK-001: a wrong password is refused with 401, in the form that clients print", async () => {
  const { user } = await makePerson();

  const answer = await docker.get([["scope", `repository:${user.username}/me:push`]], user, "no");

  assert.equal(answer.status, 401);
  assert.equal(answer.body.errors?.[0]?.code, "UNAUTHORIZED");
  assert.match(answer.body.errors?.[0]?.message ?? "", /password is wrong/);
  assert.match(answer.headers.get("www-authenticate") ?? "", /^Basic realm="/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
});

test("wrong credentials are refused even where anonymous clients may pull", async () => {
  const team = await makeTeam();
  const namespace = await makeNamespace({ visibility: "public", team });
  const scope = `repository:${namespace.name}/x:pull`;

  const answer = await docker.get([["scope", scope]], { username: "nobody" }, "wrong");

  assert.equal(answer.status, 401);
});

test("TOK-003: without credentials the answer is 200 and grants nothing that is private", async () => {
  const { namespace } = await makePerson();

  const answer = await docker.get([["scope", `repository:${namespace.name}/me:push`]]);

  assert.equal(answer.status, 200);
  assert.deepEqual(claimsOf(answer).access, []);
  assert.equal(claimsOf(answer).sub, "");
});

test("TOK-004: someone who is disabled is refused, with the right password too", async () => {
  const user = await makeUser({ disabledAt: new Date() });

  const answer = await docker.get([], user);

  assert.equal(answer.status, 401);
});

test("TOK-005: an application token works in the password's place", async () => {
  const { user } = await makePerson();
  const name = { name: "ci", expiresAt: null };
  const { secret } = await createToken(actorOf(user), user.id, name);

  const access = await docker.access(`repository:${user.username}/busybox:push,pull`, user, secret);

  assert.deepEqual(access?.[0]?.actions, ["push", "pull"]);
});

test("TOK-009: GET /v2/ says whether a name and a secret are right", async () => {
  const user = await makeUser();
  const ping = (headers: Record<string, string>) => docker.request("/v2/", { headers });

  const right = await ping(basicOf(user.username));
  const wrong = await ping(basicOf(user.username, "wrong"));
  const none = await ping({});

  assert.deepEqual([right.status, wrong.status, none.status], [200, 401, 401]);
  assert.deepEqual(right.body, {});
  assert.match(none.headers.get("www-authenticate") ?? "", /^Basic /);
});

test("TOK-011: sub is who proved themselves, whatever account says", async () => {
  const user = await makeUser();

  const answer = await docker.get([["account", "bob"]], user);
  const odd = await docker.get([["account[$ne]", "x"]], user);

  assert.equal(claimsOf(answer).sub, user.username);
  assert.equal(claimsOf(odd).sub, user.username);
});

test("the token comes under both names, with its lifetime in whole seconds and no issued_at", async () => {
  const answer = await docker.get([]);

  assert.deepEqual(Object.keys(answer.body), ["token", "access_token", "expires_in"]);
  assert.equal(answer.body.access_token, answer.body.token);
  const { exp = 0, iat = 0 } = claimsOf(answer);
  assert.equal(answer.body.expires_in, exp - iat);
  assert.equal(answer.headers.get("content-type"), "application/json");
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.equal(answer.headers.get("set-cookie"), null);
});

test("SCO-003: a push scope becomes the one entry of access", async () => {
  const { user } = await makePerson();

  const answer = await docker.get([["scope", `repository:${user.username}/me:push`]], user);

  const { sub, aud, iss, access } = claimsOf(answer);
  assert.deepEqual([sub, aud, iss], [user.username, service, config.issuer]);
  const name = `${user.username}/me`;
  assert.deepEqual(access, [{ type: "repository", name, actions: ["push"] }]);
});

test("SCO-004: a token for which no scope was asked has no access claim", async () => {
  const answer = await docker.get([["offline_token", "false"]], await makeUser());

  assert.equal(answer.status, 200);
  assert.ok(!("access" in claimsOf(answer)));
});

test("SCO-005: a scope that can't be read is ignored, not refused", async () => {
  const access = await docker.access("whale:foo,bar", await makeUser());

  assert.deepEqual(access, []);
});

test("SCO-006: a resource of unknown type is ignored, not refused", async () => {
  const access = await docker.access("lala:busybox:fork", await makeUser());

  assert.deepEqual(access, []);
});

test("SCO-009: an owner who asks to delete is granted delete", async () => {
  const { user } = await makePerson();

  const access = await docker.access(`repository:${user.username}/busybox:delete`, user);

  assert.deepEqual(access?.[0]?.actions, ["delete"]);
});

test("SCO-014: of two scopes the one that is not allowed is left out", async () => {
  const { user } = await makePerson();
  const other = await makeNamespace();
  const mine = `repository:${user.username}/x:pull`;
  const theirs = `repository:${other.name}/y:pull`;

  const answer = await docker.get(
    [
      ["scope", mine],
      ["scope", theirs],
    ],
    user,
  );

  const names = claimsOf(answer).access?.map(({ name }) => name);
  assert.deepEqual(names, [`${user.username}/x`]);
});

test("SCO-027: scopes may stand in one parameter with a space between", async () => {
  const { user } = await makePerson();
  const name = user.username;

  const access = await docker.access(`repository:${name}/x:pull repository:${name}/y:push`, user);

  assert.deepEqual(
    access?.map(({ actions }) => actions),
    [["pull"], ["push"]],
  );
});

test("SCO-015: no token is signed for an unknown service; the error names the known ones", async () => {
  const user = await makeUser();
  for (const asked of [
    "evil.example.org",
    "",
    "registry.test.lan:5000\0",
    "REGISTRY.test.lan:5000",
  ]) {
    const query = new URLSearchParams({ service: asked });

    const answer = await docker.request(`/v2/token?${query}`, { headers: basicOf(user.username) });

    assert.equal(answer.status, 400);
    assert.equal(answer.body.token, undefined);
    assert.ok(answer.body.errors?.[0]?.message.includes(service));
  }
  assert.equal((await docker.request("/v2/token")).status, 400);
});

test("a registry is known by its external name too, and the token is for the name that was asked", async () => {
  const hostname = unique("second.test.lan");
  const externalHostname = unique("images.example.org");
  await makeRegistry({ hostname, externalHostname });
  accessChanged(); // the news that Postgres would bring of the lines above

  const answer = await docker.request(`/v2/token?service=${externalHostname}`);

  assert.equal(claimsOf(answer).aud, externalHostname);
});

test("SCO-016: a namespace of one registry grants nothing on another", async () => {
  const { user } = await makePerson();
  const other = await makeRegistry({ hostname: unique("other.test.lan") });
  accessChanged(); // the news that Postgres would bring of the lines above
  const query = new URLSearchParams({
    service: other.hostname,
    scope: `repository:${user.username}/x:pull`,
  });

  const answer = await docker.request(`/v2/token?${query}`, { headers: basicOf(user.username) });

  assert.equal(answer.status, 200);
  assert.deepEqual(claimsOf(answer).access, []);
});

test("SCO-018: a name without a slash is judged by the registry's global namespace", async () => {
  const user = await makeUser();
  await makeNamespace({ name: "", kind: "global", visibility: "public" });
  accessChanged(); // the news that Postgres would bring of the lines above

  assert.deepEqual(await docker.access("repository:busybox:pull,push", user), [
    { type: "repository", name: "busybox", actions: ["pull"] },
  ]);
});

test("SCO-019: the namespace is the first part of a name alone", async () => {
  const { user } = await makePerson();
  const name = `${user.username}/a/b`;

  const access = await docker.access(`repository:${name}:pull`, user);

  assert.deepEqual(access, [{ type: "repository", name, actions: ["pull"] }]);
});

test("SCO-020: in a namespace that does not exist nothing is granted", async () => {
  assert.deepEqual(await docker.access("repository:new/x:push,pull", await makeUser()), []);
});

test("SCO-025: an empty scope parameter is as none", async () => {
  const answer = await docker.get([["scope", ""]], await makeUser());

  assert.equal(answer.status, 200);
  assert.ok(!("access" in claimsOf(answer)));
});

test("SCO-026: a name with a host and port is another repository, and no namespace holds it", async () => {
  const { user } = await makePerson();

  const access = await docker.access(`repository:${service}/${user.username}/x:pull`, user);

  assert.deepEqual(access, []);
});

test("SCO-028: only an admin may list the catalogue, however it is asked", async () => {
  const admin = await makeUser({ admin: true });
  const scopes = ["registry:catalog:*", "registry:catalog:pull,*", "registry:anything:*"];
  for (const scope of scopes) {
    assert.deepEqual(await docker.access(scope, await makeUser()), []);
    assert.deepEqual(await docker.access(scope), []);
  }

  const access = await docker.access("registry:catalog:*", admin);

  assert.deepEqual(access, [{ type: "registry", name: "catalog", actions: ["*"] }]);
});

test("FIELD 2: no way of spelling a name yields another repository", async () => {
  const { user, namespace } = await makePerson();
  const own = namespace.name;
  const odd = [
    `${own}/b/../c`,
    `${own}/../victim/x`,
    `${own}%2Fx`,
    `${own}/X`,
    `${own.toUpperCase()}/x`,
    `${own}//x`,
    `/${own}/x`,
    `${own}/x/`,
    `${own}/é`,
    `${own}:5000/x`,
    `${own}/x:y`,
    `${own}/${"x".repeat(255)}`,
    `${own}/x\0`,
    `${own}\n/x`,
    `${own}/*`,
  ];
  for (const name of odd)
    assert.deepEqual(await docker.access(`repository:${name}:pull`, user), [], name);
});

test("FIELD 4: scopes repeated, joined, as an array or ten thousand letters long are no trouble", async () => {
  const { user } = await makePerson();
  const scope = `repository:${user.username}/x:pull`;
  const count = async (fields: [string, string][]) =>
    claimsOf(await docker.get(fields, user)).access?.length;

  assert.equal(
    await count([
      ["scope[]", scope],
      ["scope", scope],
    ]),
    1,
  );
  assert.equal(await count([["scope[0]", scope]]), undefined);
  assert.equal(await count([["scope", `repository:${"a".repeat(10_000)}:pull`]]), 0);
  assert.equal(await count(Array.from({ length: 100 }, () => ["scope", scope])), 1);
});

test("FIELD 9: two Authorization headers are refused, neither is picked", async () => {
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

test("empty credentials are no credentials; half of them are wrong ones", async () => {
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

test("a password may hold colons and any letter", async () => {
  const secret = "ключ:with:colons:é";
  const user = await makeUser({ passwordHash: await hashPassword(secret) });

  assert.equal((await docker.get([], user, secret)).status, 200);
});

test("TOK-007: there is no LDAP yet, so whoever is unknown here is refused, and no account is made for them", async () => {
  const answer = await docker.get([], { username: "ldapuser" }, "secret");

  assert.equal(answer.status, 401);
  assert.equal(await db.user.count({ where: { username: "ldapuser" } }), 0);
});

test("after too many wrong passwords the answer is 429 and says when to come back", async () => {
  const user = await makeUser();
  const tries = Array.from({ length: 11 }, (_, number) => `wrong ${number}`);
  for (const secret of tries) await docker.get([], user, secret);

  const answer = await docker.get([], user, "wrong again");

  assert.equal(answer.status, 429);
  assert.equal(answer.body.errors?.[0]?.code, "TOOMANYREQUESTS");
  assert.ok(Number(answer.headers.get("retry-after")) > 0);
});

test("what nobody answers under /v2 is a JSON error, never a page", async () => {
  for (const path of ["/v2/_catalog", "/v2/alice/app/manifests/latest", "/v2/token/x"]) {
    const answer = await docker.request(path);

    assert.equal(answer.status, 404);
    assert.ok(answer.body.errors?.[0]?.message);
  }
});

test("a token can't be asked for by PUT or DELETE, and the answer says how", async () => {
  for (const method of ["PUT", "DELETE", "PATCH"]) {
    const answer = await docker.request(`/v2/token?service=${service}`, { method });

    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get("allow"), "GET, HEAD, POST");
    assert.equal(answer.body.token, undefined);
  }
});

test("HEAD and OPTIONS of the token endpoint are answered, without a session", async () => {
  const head = await docker.request(`/v2/token?service=${service}`, { method: "HEAD" });
  const options = await fetch(`${app.url}/v2/token`, { method: "OPTIONS" });

  assert.equal(head.status, 200);
  assert.match(options.headers.get("allow") ?? "", /GET.*POST/);
  for (const { headers } of [head, options]) assert.equal(headers.get("set-cookie"), null);
});
