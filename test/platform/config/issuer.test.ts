import assert from "node:assert/strict";
import { test } from "node:test";
import { issuerIn, issuerProblem } from "../../../src/platform/config/issuer.ts";

const good = [
  "https://accounts.google.com",
  "https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0",
  "https://login.example.org/realms/common",
  "https://auth.example.org/application/o/portus/",
  "http://localhost:8080/realms/main",
  "http://127.0.0.1:5556/dex",
];

for (const issuer of good)
  test(`${issuer} can be an issuer`, () => assert.equal(issuerProblem(issuer), null));

const bad: [string, RegExp][] = [
  ["login.example.org", /address of the issuer/],
  ["ftp://login.example.org", /address of the issuer/],
  ["http://login.example.org", /https/],
  ["http://localhost.example.org", /https/],
  ["https://user:password@login.example.org", /without a user name/],
  ["https://login.example.org/?realm=main", /without a query/],
  ["https://login.example.org/#main", /without a query/],
  ["https://login.microsoftonline.com/common/v2.0", /every organization.*TENANT-ID\/v2\.0/],
  ["https://login.microsoftonline.com/Organizations/v2.0", /every organization/],
  ["https://login.microsoftonline.us/common/v2.0", /every organization/],
];

for (const [issuer, sentence] of bad)
  test(`${issuer} is refused with a sentence that says what to enter`, () =>
    assert.match(issuerProblem(issuer) ?? "", sentence));

test("the address of a discovery document names its issuer", () => {
  const issuer = "https://auth.example.org/application/o/portus";

  assert.equal(issuerIn(`${issuer}/.well-known/openid-configuration`), issuer);
  assert.equal(issuerIn(`${issuer}/`), `${issuer}/`);
});
