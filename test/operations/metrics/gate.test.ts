import assert from "node:assert/strict";
import { test } from "node:test";
import { admission } from "../../../src/operations/metrics/gate.ts";

const local = "127.0.0.1";

interface Given {
  address?: string;
  httpVersion?: string;
  headers?: Record<string, string>;
}

const scrape = ({ address = local, httpVersion = "1.1", headers = {} }: Given) => ({
  headers: { host: "localhost:3000", ...headers },
  httpVersion,
  socket: { remoteAddress: address },
});

const admitted: [what: string, given: Given][] = [
  ["a program on this machine", {}],
  ["by IPv6", { address: "::1", headers: { host: "[::1]:3000" } }],
  ["by a socket for both", { address: "::ffff:127.0.0.1", headers: { host: "127.0.0.1:3000" } }],
];

for (const [what, given] of admitted)
  test(`without a token in the settings, ${what} may scrape`, () => {
    assert.equal(admission(scrape(given), null), "admitted");
  });

const hidden: [what: string, given: Given][] = [
  ["another machine", { address: "192.0.2.7" }],
  ["another machine by IPv6", { address: "2001:db8::1" }],
  ["an unknown peer", { address: "" }],
  ["a browser that was led here by a forged name", { headers: { host: "portus.example.org" } }],
  ["a request without a host", { headers: { host: "" } }],
  ["a proxy of HTTP/1.0, as nginx is by default", { httpVersion: "1.0" }],
  ...[
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "forwarded",
    "via",
    "x-real-ip",
    "x-client-ip",
    "cf-connecting-ip",
    "true-client-ip",
    "x-envoy-external-address",
  ].map((name): [string, Given] => [`a proxy that sends ${name}`, { headers: { [name]: local } }]),
];

for (const [what, given] of hidden)
  test(`without a token in the settings, ${what} finds no metrics`, () => {
    assert.equal(admission(scrape(given), null), "hidden");
  });

const token = "a token that is long enough";

test("with a token in the settings, who sends it may scrape, from anywhere", () => {
  const headers = { authorization: `Bearer ${token.replaceAll(" ", "-")}`, via: "a proxy" };

  const given = scrape({ address: "192.0.2.7", headers });

  assert.equal(admission(given, token.replaceAll(" ", "-")), "admitted");
});

for (const authorization of [
  undefined,
  "",
  "Bearer",
  "Bearer ",
  "Bearer a-token-that-is-long-enoug",
  "Bearer a-token-that-is-long-enough-x",
  "Bearer A-TOKEN-THAT-IS-LONG-ENOUGH",
  "Basic a-token-that-is-long-enough",
  "a-token-that-is-long-enough",
])
  test(`with a token in the settings, ${JSON.stringify(authorization)} is refused, on this machine too`, () => {
    const given = scrape(authorization === undefined ? {} : { headers: { authorization } });

    assert.equal(admission(given, token.replaceAll(" ", "-")), "wrong token");
  });
