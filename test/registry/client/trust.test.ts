import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { areCertificates, readPin } from "../../../src/platform/outgoing/trust.ts";
import { fetchManifest, ping } from "../../../src/registry/client/client.ts";
import { reachability } from "../../../src/registry/client/reachability.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { makeAuthority } from "../../support/certificates.ts";
import { useDatabase } from "../../support/database.ts";
import { tlsRegistry } from "../../support/fakes/tls-registry.ts";

await useDatabase();
before(ensureKeys);
const authority = await makeAuthority("the authority");
const stranger = await makeAuthority("another authority");
const server = await tlsRegistry(authority);
const registry = { url: server.url, hostname: "registry.test.lan:5000", ca: null, pin: null };
const otherPin = "0".repeat(64);

const trusts = [
  ["the system's authorities", {}, "could not stablish connection: SSL error"],
  ["its own authority", { ca: authority.pem }, null],
  ["another authority", { ca: stranger.pem }, "could not stablish connection: SSL error"],
  ["its pinned certificate", { pin: server.pin }, null],
  ["another pin", { pin: otherPin }, "could not stablish connection: SSL error"],
  ["its authority and its pin", { ca: authority.pem, pin: server.pin }, null],
  [
    "its authority and another pin",
    { ca: authority.pem, pin: otherPin },
    "could not stablish connection: SSL error",
  ],
  [
    "another authority and its pin",
    { ca: stranger.pem, pin: server.pin },
    "could not stablish connection: SSL error",
  ],
] as const;

for (const [what, trust, said] of trusts)
  test(`API-007: a registry behind TLS that is trusted by ${what}: ${said ?? "reachable"}`, async () => {
    const problem = await reachability({ ...registry, ...trust });

    assert.equal(problem?.message ?? null, said);
  });

test("no token is sent to a registry without the pinned certificate", async () => {
  const before = server.requests.length;

  const refused = await fetchManifest({ ...registry, pin: otherPin }, "web/app", "latest");
  const problem = await ping({ ...registry, pin: server.pin });

  assert.equal(!refused.ok && refused.error.kind, "unreachable");
  assert.equal(server.requests.length, before + 1);
  assert.equal(problem, null);
  assert.match(server.requests.at(-1)?.headers.authorization ?? "", /^Bearer /);
});

const web = createServer((_req, res) => void res.end("hello"));
const silent = createTcpServer(() => {});
const open: Socket[] = [];
silent.on("connection", (socket) => open.push(socket));
before(async () => {
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
});
after(() => {
  web.close();
  for (const socket of open) socket.destroy();
  silent.close();
});
const at = (it: { address(): unknown }) => `http://127.0.0.1:${(it.address() as AddressInfo).port}`;

test("API-007: a server without the registry's header does not implement v2", async () => {
  const problem = await reachability({ ...registry, url: at(web) });
  assert.equal(problem?.message, "Error: registry does not implement v2 of the API.");
});

test("API-007: a closed port and an unknown host are reported as connection refused", async () => {
  for (const url of ["http://127.0.0.1:1", "http://registry.invalid:5000"])
    assert.equal((await reachability({ ...registry, url }))?.message, "connection refused");
});

test("API-007: a silent registry is reported as connection timed out", async () => {
  const problem = await reachability({ ...registry, url: at(silent) }, 300);
  assert.equal(problem?.message, "connection timed out");
});

test("a TLS registry that never completes the handshake times out", async () => {
  const url = at(silent).replace("http:", "https:");
  const problem = await reachability({ ...registry, url, pin: server.pin }, 300);
  assert.equal(problem?.message, "connection timed out");
});

test("a pin may have colons, spaces, capitals or a prefix, and anything else is refused", () => {
  const colons = server.pin.toUpperCase().match(/../g)?.join(":") ?? "";
  assert.equal(readPin(colons), server.pin);
  assert.equal(readPin(`sha256:${server.pin}`), server.pin);
  assert.equal(readPin("abc"), null);
});

test("a certificate authority must be readable PEM", () => {
  assert.equal(areCertificates(authority.pem + stranger.pem), true);
  const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
  for (const text of ["", "hello", broken]) assert.equal(areCertificates(text), false);
});
