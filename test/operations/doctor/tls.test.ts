import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { type Cures, checkTls } from "../../../src/operations/doctor/tls.ts";
import { makeAuthority } from "../../support/certificates.ts";
import { tlsRegistry } from "../../support/fakes/tls-registry.ts";

const authority = await makeAuthority("the authority");
const ca = authority.pem;

const cures: Cures = {
  unknownCa: ["Trust it."],
  otherName: (names) => [`Use ${names.join(" or ")}.`],
  ended: ["Renew it."],
  noTls: ["Use http."],
};

for (const [what, given, evidence, cure] of [
  ["that ended yesterday", { days: -1 }, /ended on \d{4}-\d\d-\d\d\.$/, "Renew it."],
  ["that ends in 13 days", { days: 13 }, /ends on \d{4}-\d\d-\d\d, in 12 days\.$/, "Renew it."],
  ["for other names", { names: ["r.test.lan"] }, /names: r\.test\.lan\.$/, "Use r.test.lan."],
] as const)
  test(`a certificate ${what} is named`, async () => {
    const { days = 100, names = ["127.0.0.1"] } = { days: undefined, names: undefined, ...given };
    const { url } = await tlsRegistry(authority, { days, names: [...names] });

    const verdict = await checkTls({ url, ca, cures });

    assert.equal(verdict.ok, false);
    assert.match(verdict.evidence, evidence);
    assert.deepEqual(verdict.cure, [cure]);
  });

test("a certificate of an unknown CA is named, and its CA or its pin makes it fine", async () => {
  const { url, pin } = await tlsRegistry(authority, { days: 100 });

  const unknown = await checkTls({ url, cures });

  assert.equal(unknown.ok, false);
  assert.match(unknown.evidence, /“the authority”, which this machine does not trust/);
  assert.deepEqual(unknown.cure, ["Trust it."]);
  assert.equal((await checkTls({ url, ca, cures })).ok, true);
  assert.equal((await checkTls({ url, pin, cures })).ok, true);
});

test("another certificate than the pinned one is named, and the new pin makes it fine", async () => {
  const [before, renewed] = [await tlsRegistry(authority), await tlsRegistry(authority)];

  const verdict = await checkTls({ url: renewed.url, pin: before.pin, cures });

  assert.equal(verdict.ok, false);
  assert.match(verdict.evidence, /another certificate than the pinned one/);
  assert.equal((await checkTls({ url: renewed.url, pin: renewed.pin, cures })).ok, true);
});

test("a server without TLS is named", async () => {
  const server = createServer((_req, res) => res.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => server.close());

  const { port } = server.address() as AddressInfo;
  const verdict = await checkTls({ url: `https://127.0.0.1:${port}`, cures });

  assert.equal(verdict.ok, false);
  assert.match(verdict.evidence, /does not speak TLS/);
  assert.deepEqual(verdict.cure, ["Use http."]);
});
