import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { before, describe, test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { checkToken, missingFrom } from "../../../src/protocol/token-debugger/checks.ts";
import { decodeToken } from "../../../src/protocol/token-debugger/decoded.ts";
import { caCertificates, ensureKeys } from "../../../src/registry/signing/keys.ts";
import { signToken } from "../../../src/registry/signing/token.ts";
import { verifyToken } from "../../../src/registry/signing/verify.ts";
import { useDatabase } from "../../support/app.ts";

await useDatabase();

const service = "registry.example";
const access = [{ type: "repository", name: "web/app", actions: ["pull"] }];

describe("the checks of a token", () => {
  let token = "";
  before(async () => {
    await ensureKeys();
    token = signToken({ subject: "mara", service, access, ttl: 900 });
  });

  const wrongIn = (text: string, services: [string] = [service], now = new Date()) => {
    const decoded = decodeToken(text);
    const roots = caCertificates().map((pem) => new X509Certificate(pem));
    const checks = decoded ? checkToken(decoded, { services, roots, now }) : [];
    return checks.filter(({ ok }) => !ok).map(({ claim }) => claim);
  };
  const changed = (part: number, change: (json: Record<string, unknown>) => object) => {
    const parts = token.split(".");
    const json = JSON.parse(Buffer.from(parts[part] ?? "", "base64url").toString());
    parts[part] = Buffer.from(JSON.stringify(change(json))).toString("base64url");
    return parts.join(".");
  };

  test("are all right for a token that Portus signed", () => {
    assert.deepEqual(wrongIn(token), []);
    assert.ok(verifyToken(token, [service]));
  });

  test("name the service of another registry", () => {
    assert.deepEqual(wrongIn(token, ["other.example"]), ["Service (aud)"]);
    assert.equal(verifyToken(token, ["other.example"]), null);
  });

  test("name a changed claim by the signature", () => {
    const forged = changed(1, (claims) => ({ ...claims, sub: "admin" }));

    assert.deepEqual(wrongIn(forged), ["Signature"]);
    assert.equal(verifyToken(forged, [service]), null);
  });

  test("name another issuer, another algorithm and a missing certificate", () => {
    const foreign = changed(1, (claims) => ({ ...claims, iss: "elsewhere.example" }));

    assert.deepEqual(wrongIn(foreign), ["Signature", "Issuer (iss)"]);
    assert.deepEqual(wrongIn(changed(0, (header) => ({ ...header, alg: "RS256" }))), ["Signature"]);
    assert.deepEqual(wrongIn(changed(0, (header) => ({ ...header, x5c: [] }))), ["Signature"]);
  });

  test("name the time of a token that has ended or has not begun", () => {
    const later = new Date(Date.now() + (config.tokenTtl + 900) * 1000);
    const earlier = new Date(Date.now() - 60_000);

    assert.deepEqual(wrongIn(token, [service], later), ["Ends (exp)"]);
    assert.deepEqual(wrongIn(token, [service], earlier), ["Begins (nbf)"]);
  });

  test("read no part that is not JSON", () => {
    for (const text of ["ey.ey.ey", "eyJhIjo.MQ.x", `${token.split(".")[0]}.bnVsbA.x`])
      assert.equal(decodeToken(text), null, text);
  });
});

test("what a token lacks of the needed scopes is listed", () => {
  const needed = [
    { type: "repository", name: "web/app", actions: ["pull", "push"] },
    { type: "repository", name: "web/base", actions: ["pull"] },
  ];

  assert.deepEqual(missingFrom(access, needed), [
    { type: "repository", name: "web/app", actions: ["push"] },
    { type: "repository", name: "web/base", actions: ["pull"] },
  ]);
  assert.deepEqual(
    missingFrom([{ type: "repository", name: "web/app", actions: ["*"] }], needed.slice(0, 1)),
    [],
  );
});
