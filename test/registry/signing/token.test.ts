import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { beforeEach, test } from "node:test";
import jwt from "jsonwebtoken";
import { config } from "../../../src/platform/config/config.ts";
import { accessChanged } from "../../../src/platform/db/client.ts";
import { caCertificate, ensureKeys, rotateLeaf } from "../../../src/registry/signing/keys.ts";
import {
  portusToken,
  reusedToken,
  signToken,
  type TokenContent,
} from "../../../src/registry/signing/token.ts";
import { useDatabase } from "../../support/app.ts";

await useDatabase();
beforeEach(ensureKeys);

const service = "registry.test.lan:5000";
const pull = { type: "repository", name: "alice/app", actions: ["pull"] };

/** As the registry does: the leaf of x5c must be the CA's, and the signature the leaf's. */
function verified(token: string) {
  const { header } = jwt.decode(token, { complete: true }) ?? {};
  assert.ok(Array.isArray(header?.x5c));
  const leaf = new X509Certificate(Buffer.from(header.x5c[0] ?? "", "base64"));
  assert.ok(leaf.verify(new X509Certificate(caCertificate()).publicKey));
  const claims = jwt.verify(token, leaf.publicKey, { algorithms: ["ES256"] });
  assert.ok(typeof claims === "object");
  return { header, claims };
}

const signed = (content: Partial<TokenContent> = {}) =>
  verified(signToken({ subject: "alice", service, ...content }));

test("CLM-001: a token has x5c and no kid, because registry versions compute kid differently", () => {
  const { header } = signed();

  assert.deepEqual(Object.keys(header).sort(), ["alg", "typ", "x5c"]);
  assert.equal(header.alg, "ES256");
  assert.equal(header.x5c?.length, 1);
});

test("CLM-003: iss is the configured issuer", () => {
  assert.equal(signed().claims.iss, config.issuer);
});

test("CLM-004: exp is iat plus the lifetime, 15 minutes unless configured", () => {
  const usual = signed().claims;
  const short = signed({ ttl: 360 }).claims;

  assert.equal((usual.exp ?? 0) - (usual.iat ?? 0), 900);
  assert.equal((short.exp ?? 0) - (short.iat ?? 0), 360);
});

test("CLM-005: nbf is ten seconds before iat, for registries whose clock is behind", () => {
  const { nbf = 0, iat = 0 } = signed().claims;

  assert.equal(nbf, iat - 10);
});

test("CLM-006: jti is random, at least 128 bits of it", () => {
  const ids = Array.from({ length: 100 }, () => signed().claims.jti ?? "");

  assert.equal(new Set(ids).size, 100);
  for (const id of ids) assert.ok(Buffer.from(id, "base64url").length >= 16);
});

const content = { subject: "alice", service, access: [pull], ttl: 900 };

test("a token with the same content is the same for five seconds, and says how long it is still valid", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const first = await reusedToken(content);
  t.mock.timers.tick(4_000);
  const second = await reusedToken(content);
  t.mock.timers.tick(2_000);
  const third = await reusedToken(content);

  assert.deepEqual([first.expiresIn, second.expiresIn, third.expiresIn], [900, 896, 900]);
  assert.equal(second.token, first.token);
  assert.notEqual(third.token, first.token);
  assert.equal(verified(second.token).claims.sub, "alice");
});

test("a token with any other content is another token", async () => {
  const others = [
    { ...content, subject: "bob" },
    { ...content, service: "another.test.lan" },
    { ...content, ttl: 600 },
    { ...content, access: [{ ...pull, actions: ["push"] }] },
    { ...content, access: [] },
    { ...content, applicationToken: 1 },
  ];
  const tokens = await Promise.all([content, ...others].map(reusedToken));

  assert.equal(new Set(tokens.map(({ token }) => token)).size, 7);
});

test("after a change of access, and after a rotation of the key, the token is a new one", async () => {
  const { token: first } = await reusedToken(content);
  accessChanged();
  const { token: second } = await reusedToken(content);
  await rotateLeaf({ force: true });
  const { token: third } = await reusedToken(content);

  assert.equal(new Set([first, second, third]).size, 3);
});

test("a token that was being signed during a change of access is not used again", async () => {
  const signing = reusedToken({ ...content, subject: "carol" });
  accessChanged();
  const first = await signing;
  const second = await reusedToken({ ...content, subject: "carol" });

  assert.notEqual(second.token, first.token);
});

test("all times are whole seconds and aud is a string, which Distribution 2.x requires", () => {
  const { claims } = signed({ access: [pull] });

  for (const time of [claims.iat, claims.nbf, claims.exp]) assert.ok(Number.isInteger(time));
  assert.equal(claims.aud, service);
  assert.equal(claims.sub, "alice");
  assert.deepEqual(claims.access, [pull]);
});

test("an anonymous token has an empty sub", () => {
  assert.equal(signed({ subject: "" }).claims.sub, "");
});

test("SCO-011: Portus's own tokens are for portus, five minutes and one purpose", () => {
  const access = [{ type: "registry", name: "catalog", actions: ["*"] }];

  const { claims } = verified(portusToken(service, access));

  assert.equal(claims.sub, "portus");
  assert.deepEqual(claims.access, access);
  assert.equal((claims.exp ?? 0) - (claims.iat ?? 0), 300);
});
