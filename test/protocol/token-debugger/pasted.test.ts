import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSecret, prefixes } from "../../../src/identity/actor/secrets.ts";
import { readPasted } from "../../../src/protocol/token-debugger/pasted.ts";

const token = `eyJ0eXAiOiJKV1QifQ.${Buffer.from('{"sub":"mara"}').toString("base64url")}.c2ln`;
const encoded = Buffer.from("mara:secret:with:colons").toString("base64");

const tokens = {
  "a token alone": token,
  "a bearer header": `Authorization: Bearer ${token}`,
  "the answer of the token endpoint": `{"token":"${token}","expires_in":900}`,
  "a token in lines, as a terminal breaks it": token.replace(/.{20}/g, "$&\n"),
};

for (const [title, text] of Object.entries(tokens))
  test(`${title} is read as a token`, () => {
    assert.deepEqual(readPasted(text), { kind: "token", token });
  });

const logins = {
  "a basic header": `Authorization: Basic ${encoded}`,
  "an entry of docker's config.json": `{"auths": {"registry.example": {"auth": "${encoded}"}}}`,
};

for (const [title, text] of Object.entries(logins))
  test(`${title} is read as credentials`, () => {
    const secret = { text: "secret:with:colons", is: "password", intact: true };

    assert.deepEqual(readPasted(text), { kind: "credentials", username: "mara", secret });
  });

test("a challenge is read with its parameters", () => {
  const realm = "https://portus.example/v2/token";
  const text = `Www-Authenticate: Bearer realm="${realm}",service="registry.example",scope="repository:web/app:pull",error="insufficient_scope"`;

  assert.deepEqual(readPasted(text), {
    kind: "challenge",
    challenge: {
      realm,
      service: "registry.example",
      scope: "repository:web/app:pull",
      error: "insufficient_scope",
    },
  });
});

test("a mistyped application token is told from a whole one", () => {
  const secret = makeSecret(prefixes.applicationToken, 30);

  const found = [secret, secret.slice(0, -1)].map((text) => readPasted(`password: ${text}`));

  assert.deepEqual(
    found.map((it) => it.kind === "secret" && [it.secret.is, it.secret.intact]),
    [
      ["application token", true],
      ["application token", false],
    ],
  );
});

const messages = {
  "denied: requested access to the resource is denied": /may not do/,
  "Error response from daemon: Get https://r/v2/: unauthorized: authentication required":
    /not accepted/,
  "no basic auth credentials": /not logged in/,
  "tls: failed to verify certificate: x509: certificate signed by unknown authority": /CA/,
  "http: server gave HTTP response to HTTPS client": /HTTPS/,
  'msg="token signed by untrusted key with ID: ABC"': /does not accept tokens/,
  "token not to be used before 2026-01-01": /clock/,
  "dial tcp 10.0.0.1:443: connect: connection refused": /can't reach/,
  "toomanyrequests: try again": /Too many/,
  "manifest unknown": /no such/,
  "unsupported: The operation is unsupported.": /does not allow/,
};

for (const [text, means] of Object.entries(messages))
  test(`"${text}" is explained`, () => {
    const found = readPasted(text);

    assert.equal(found.kind, "message");
    assert.match((found.kind === "message" && found.message?.means) || "", means);
  });

test("a text that is none of these is said to be unknown", () => {
  assert.deepEqual(readPasted("hello"), { kind: "message", message: null });
});
