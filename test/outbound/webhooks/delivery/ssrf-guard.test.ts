import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt } from "../../../../src/outbound/webhooks/delivery/send.ts";
import { webhooks } from "../../../../src/outbound/webhooks/delivery/ssrf-guard.ts";
import { WebhookForm } from "../../../../src/outbound/webhooks/schemas.ts";
import { config } from "../../../../src/platform/config/config.ts";
import { canCall, guardedLookup } from "../../../../src/platform/outgoing/address-guard.ts";
import { receiver } from "../../../support/fakes/webhook-receiver.ts";

const target = await receiver();

const private_ = [
  "127.0.0.1",
  "127.8.9.1",
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "192.0.0.8",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::1",
  "::",
  "fe80::1",
  "fe80::1%eth0",
  "fc00::1",
  "fd12:3456::1",
  "ff02::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "2001:0:7f00:1::",
  "fec0::1",
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "::FFFF:10.0.0.1",
  "0:0:0:0:0:ffff:a9fe:a9fe",
  "::127.0.0.1",
  "64:ff9b::127.0.0.1",
  "64:ff9b::a9fe:a9fe",
  "64:ff9b:1::1",
  "",
  "localhost",
  "127.1",
];
const public_ = [
  "1.1.1.1",
  "8.8.8.8",
  "100.63.255.255",
  "100.128.0.1",
  "172.15.0.1",
  "172.32.0.1",
  "192.0.1.1",
  "223.255.255.255",
  "2606:4700::1111",
  "2a00:1450::1",
  "::ffff:8.8.8.8",
  "64:ff9b::8.8.8.8",
];

for (const address of private_)
  test(`FIELD 15: a webhook may not call “${address}”`, () =>
    assert.equal(canCall(address, []), false));

for (const address of public_)
  test(`a webhook may call ${address}`, () => assert.equal(canCall(address, []), true));

test("the operator may allow all private addresses, or some", () => {
  const some = ["10.1.0.0/16", "fd00::/8"];

  assert.deepEqual(
    ["10.1.2.3", "10.2.0.1", "::ffff:10.1.2.3", "fd00::7", "::1", "8.8.8.8"].map((address) =>
      canCall(address, some),
    ),
    [true, false, true, true, false, true],
  );
  assert.ok(
    private_
      .filter((it) => /^[\d.:a-f]+$/i.test(it) && it !== "127.1")
      .every((it) => canCall(it, ["0.0.0.0/0", "::/0"])),
  );
});

/** The result of a request to a URL. The receiver listens on 127.0.0.1. */
async function outcome(url: string) {
  const headers = { "content-length": "2" };
  const composed = {
    address: new URL(url),
    method: "POST",
    headers,
    shownHeaders: {},
    body: Buffer.from("{}"),
  } as const;
  return attempt(composed);
}

const { port } = new URL(target.url);
const spellings = [
  "127.0.0.1",
  "localhost",
  "127.1",
  "2130706433",
  "0x7f000001",
  "0177.0.0.1",
  "0.0.0.0",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::1]",
  "[::]",
];

for (const host of spellings)
  test(`FIELD 15: ${host} is a spelling of this machine's address and is not called`, async () => {
    const { status, error, final } = await outcome(`http://${host}:${port}/`);

    assert.equal(status, null);
    assert.match(error ?? "", /is a private address, which webhooks may not call/);
    assert.equal(final, true);
    assert.deepEqual(target.received, []);
  });

function allow(addresses: readonly string[]): void {
  (config as { webhookAddresses: readonly string[] }).webhookAddresses = addresses;
}

test("a host name is checked by its addresses, and the connection uses the checked ones", async () => {
  const asked = (options: object) =>
    new Promise((resolve) => {
      guardedLookup(webhooks)("localhost", options, (error, ...found) =>
        resolve(error?.name ?? found),
      );
    });

  assert.equal(await asked({ all: true }), "Error");
  assert.equal(await asked({}), "Error");
  allow(["127.0.0.1"]);
  assert.deepEqual(await asked({ all: true, family: 4 }), [[{ address: "127.0.0.1", family: 4 }]]);
  assert.deepEqual(await asked({ family: 4 }), ["127.0.0.1", 4]);
  assert.equal((await outcome(`http://localhost:${port}/`)).status, 200);
  allow([]);
});

const wrong = [
  "won't work",
  "ftp:///x",
  "ftp://example.org",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "",
  "http://",
  "gopher://example.org",
  "http://exa mple.org",
  "//example.org",
];
for (const url of wrong)
  test(`WHK-007: “${url}” is not a valid URL`, () => {
    const parsed = WebhookForm.safeParse({ name: "build", url });

    assert.equal(parsed.success, false);
    if (url) assert.match(parsed.error?.issues[0]?.message ?? "", /not a valid URL/);
  });

test("WHK-007: example.org is stored as http://example.org", () => {
  assert.equal(
    WebhookForm.parse({ name: "build", url: " example.org " }).url,
    "http://example.org",
  );
});

test("a URL may not contain a password, because members of the team see it", () => {
  const parsed = WebhookForm.safeParse({ name: "build", url: "https://me:secret@example.org" });

  assert.match(parsed.error?.issues[0]?.message ?? "", /in their own fields/);
});
