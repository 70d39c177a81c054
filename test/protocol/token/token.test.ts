import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { accessChanged } from "../../../src/platform/db/client.ts";
import { makePerson, makeRegistry, makeUser, unique } from "../../support/data/factories.ts";
import { basicOf, claimsOf, service, useTokenEndpoint } from "./token-client.ts";

const { app, tokenClient: docker } = await useTokenEndpoint();

test("TOK-011: sub is the authenticated user, whatever account says", async () => {
  const user = await makeUser();

  const answer = await docker.get([["account", "bob"]], user);
  const odd = await docker.get([["account[$ne]", "x"]], user);

  assert.equal(claimsOf(answer).sub, user.username);
  assert.equal(claimsOf(odd).sub, user.username);
});

test("the answer has the token under both names, its lifetime in whole seconds and no issued_at", async () => {
  const answer = await docker.get([]);

  assert.deepEqual(Object.keys(answer.body), ["token", "access_token", "expires_in"]);
  assert.equal(answer.body.access_token, answer.body.token);
  const { exp = 0, iat = 0 } = claimsOf(answer);
  assert.equal(answer.body.expires_in, exp - iat);
  assert.equal(answer.headers.get("content-type"), "application/json");
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.equal(answer.headers.get("set-cookie"), null);
});

test("SCO-003: a push scope becomes the only entry of access", async () => {
  const { user } = await makePerson();

  const answer = await docker.get([["scope", `repository:${user.username}/me:push`]], user);

  const { sub, aud, iss, access } = claimsOf(answer);
  assert.deepEqual([sub, aud, iss], [user.username, service, config.issuer]);
  const name = `${user.username}/me`;
  assert.deepEqual(access, [{ type: "repository", name, actions: ["push"] }]);
});

test("SCO-015: no token is signed for an unknown service, and the error names the known ones", async () => {
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

test("a registry is known by its external name too, and the token is for the requested name", async () => {
  const hostname = unique("second.test.lan");
  const externalHostname = unique("images.example.org");
  await makeRegistry({ hostname, externalHostname });
  accessChanged(); // Postgres would notify about the changes above

  const answer = await docker.request(`/v2/token?service=${externalHostname}`);

  assert.equal(claimsOf(answer).aud, externalHostname);
});

test("SCO-016: a namespace of one registry grants nothing on another", async () => {
  const { user } = await makePerson();
  const other = await makeRegistry({ hostname: unique("other.test.lan") });
  accessChanged(); // Postgres would notify about the changes above
  const query = new URLSearchParams({
    service: other.hostname,
    scope: `repository:${user.username}/x:pull`,
  });

  const answer = await docker.request(`/v2/token?${query}`, { headers: basicOf(user.username) });

  assert.equal(answer.status, 200);
  assert.deepEqual(claimsOf(answer).access, []);
});

test("an unknown path under /v2 is a JSON error, never a page", async () => {
  for (const path of ["/v2/_nothing", "/v2/alice/app/manifests/latest", "/v2/token/x"]) {
    const answer = await docker.request(path);

    assert.equal(answer.status, 404);
    assert.ok(answer.body.errors?.[0]?.message);
  }
});

test("a token cannot be requested by PUT or DELETE, and the answer says how", async () => {
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
