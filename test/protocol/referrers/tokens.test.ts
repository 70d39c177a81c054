import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import jwt from "jsonwebtoken";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { makeCa, makeLeaf } from "../../../src/registry/signing/certificates.ts";
import { currentLeaf } from "../../../src/registry/signing/keys.ts";
import { signToken } from "../../../src/registry/signing/token.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import {
  access,
  app,
  ask,
  image,
  referrersOf,
  repository,
  service,
  tokenFor,
} from "./referrers-app.ts";

// The list of referrers requires the token that the registry itself would require.

test("a request without a token gets 401 and the challenge", async () => {
  const { status, headers, body } = await ask(referrersOf(image.digest), null);

  assert.deepEqual([status, body.errors[0].code], [401, "UNAUTHORIZED"]);
  const realm = `Bearer realm="${config.url}/v2/token",service="${service}"`;
  assert.equal(
    headers.get("www-authenticate"),
    `${realm},scope="repository:${repository.fullName}:pull"`,
  );
});

test("an anonymous token for a public repository is accepted", async () => {
  const query = new URLSearchParams({ service, scope: `repository:${repository.fullName}:pull` });
  const given = await (await fetch(`${app.url}/v2/token?${query}`)).json();

  assert.equal((await ask(referrersOf(image.digest), given.token)).status, 200);
});

test("a stranger's token for a private repository is refused", async () => {
  const vault = await makeRepository();
  const query = new URLSearchParams({ service, scope: `repository:${vault.fullName}:pull` });
  const given = await (await fetch(`${app.url}/v2/token?${query}`)).json();

  const { status, headers } = await ask(referrersOf(image.digest, vault.fullName), given.token);

  assert.equal(status, 401);
  assert.match(headers.get("www-authenticate") ?? "", /error="insufficient_scope"/);
});

test("a token with only delete, for another repository, or for a prefix of the name is insufficient", async () => {
  for (const token of [
    tokenFor(repository.fullName, ["delete"]),
    tokenFor("web/other"),
    tokenFor("web/deeply"),
    signToken({ subject: "", service }),
  ])
    assert.equal((await ask(referrersOf(image.digest), token)).status, 401);
  assert.equal(
    (await ask(referrersOf(image.digest), tokenFor(repository.fullName, ["*"]))).status,
    200,
  );
});

test("a token for another audience, expired, not yet valid, from another signer or forged is invalid", async () => {
  const good = jwt.decode(tokenFor(repository.fullName)) as jwt.JwtPayload;
  const leaf = currentLeaf(60);
  const signed = (claims: object, key = leaf.key, header: object = leaf.header) =>
    jwt.sign(claims, key, { algorithm: "ES256", header: header as jwt.JwtHeader });
  const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const ca = await makeCa("someone else");
  const theirs = await makeLeaf(ca, 3_600_000);
  const x5c = [theirs.certificate.replace(/-----[A-Z ]+-----|\s/g, "")];
  const now = Math.floor(Date.now() / 1000);
  const { exp, ...endless } = good;
  const parts = signed(good).split(".");

  for (const [what, token] of Object.entries({
    audience: signed({ ...good, aud: "elsewhere:5000" }),
    issuer: signed({ ...good, iss: "elsewhere" }),
    past: signed({ ...good, exp: now - 60 }),
    future: signed({ ...good, nbf: now + 600 }),
    endless: signed(endless),
    key: signed(good, stranger),
    certificate: jwt.sign(
      good,
      `-----BEGIN PRIVATE KEY-----\n${theirs.key.toString("base64")}\n-----END PRIVATE KEY-----`,
      {
        algorithm: "ES256",
        header: { alg: "ES256", x5c },
      },
    ),
    none: `${Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url")}.${parts[1]}.`,
    changed: `${parts[0]}.${Buffer.from(JSON.stringify({ ...good, access: access("x") })).toString("base64url")}.${parts[2]}`,
    garbage: "garbage",
  })) {
    const { status, headers } = await ask(referrersOf(image.digest), token);
    assert.equal(status, 401, what);
    assert.match(headers.get("www-authenticate") ?? "", /error="invalid_token"/, what);
  }
  assert.equal((await ask(referrersOf(image.digest), signed(good))).status, 200);
  assert.ok(exp);
});

test("no session and no cookie is created", async () => {
  const before = await db.session.count();

  const { headers } = await ask(referrersOf(image.digest));

  assert.equal(headers.get("set-cookie"), null);
  assert.equal(await db.session.count(), before);
});
