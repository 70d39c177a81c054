import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import jwt from "jsonwebtoken";
import { exchange } from "../../../src/platform/outgoing/exchange.ts";
import { fetchBlob, fetchManifest, ping } from "../../../src/registry/client/client.ts";
import { registryAt } from "../../../src/registry/hosts.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { useDatabase } from "../../support/database.ts";
import { fakeRegistry, sha256 } from "../../support/fakes/registry.ts";

await useDatabase();
before(ensureKeys);
const fake = await fakeRegistry();
const registry = { url: fake.url, hostname: "registry.test.lan:5000" };
const name = "web/app";

const bearer = (index: number) => {
  const token = fake.requests.at(index)?.headers.authorization?.replace("Bearer ", "") ?? "";
  return jwt.decode(token, { json: true });
};

test("a manifest is requested by digest, with the readable types and a token for this request only", async () => {
  const digest = fake.serve(name, "manifests", '{"schemaVersion":2}');

  const answer = await fetchManifest(registry, name, digest);

  assert.ok(answer.ok);
  assert.equal(answer.value.bytes.toString(), '{"schemaVersion":2}');
  assert.equal(answer.value.mediaType, "application/vnd.oci.image.manifest.v1+json");
  assert.match(fake.requests.at(-1)?.headers.accept ?? "", /oci\.image\.index\.v1\+json, .*docker/);
  const { sub, aud, access } = bearer(-1) ?? {};
  assert.deepEqual([sub, aud], ["portus", "registry.test.lan:5000"]);
  assert.deepEqual(access, [{ type: "repository", name, actions: ["pull"] }]);
});

for (const anywhere of ["private/app", "somebody-elses/app", "without-a-slash"])
  test(`NSP-007: Portus itself may pull ${anywhere}, without anybody's rights`, async () => {
    const digest = fake.serve(anywhere, "manifests", '{"schemaVersion":2}');

    const answer = await fetchManifest(registry, anywhere, digest);

    assert.ok(answer.ok);
    const { sub, access } = bearer(-1) ?? {};
    assert.equal(sub, "portus");
    assert.deepEqual(access, [{ type: "repository", name: anywhere, actions: ["pull"] }]);
  });

test("a manifest requested by tag is returned with the digest of its bytes", async () => {
  fake.answers.set(`/v2/${name}/manifests/latest`, (_req, res) => res.end("{}"));

  const answer = await fetchManifest(registry, name, "latest");

  assert.equal(answer.ok && answer.value.digest, sha256("{}"));
});

const refusals: [string, number, string, string, RegExp][] = [
  ["404", 404, '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}', "missing", /MANIFEST_UNKNOWN/],
  ["500", 500, "<html>", "refused", /answered 500\.$/],
  ["429", 429, '{"errors":[{"code":"TOOMANYREQUESTS"}]}', "refused", /429 \(TOOMANYREQUESTS\)/],
  ["401", 401, "", "unauthorized", /does not accept Portus's token/],
];

for (const [what, status, body, kind, sentence] of refusals)
  test(`a registry that answers ${what} gives an error of the kind ${kind}`, async () => {
    fake.answers.set(`/v2/${name}/manifests/x`, (_req, res) => res.writeHead(status).end(body));

    const answer = await fetchManifest(registry, name, "x");

    assert.ok(!answer.ok);
    assert.equal(answer.error.kind, kind);
    assert.match(answer.error.message, sentence);
  });

test("bytes that do not match their digest are refused", async () => {
  const digest = sha256("expected");
  fake.answers.set(`/v2/${name}/manifests/${digest}`, (_req, res) => res.end("other"));

  const answer = await fetchManifest(registry, name, digest);

  assert.ok(!answer.ok);
  assert.equal(answer.error.kind, "invalid");
});

test("a digest of an algorithm that registries do not use is refused", async () => {
  const digest = `md5:${"0".repeat(32)}`;
  fake.answers.set(`/v2/${name}/manifests/${digest}`, (_req, res) => res.end("{}"));

  const answer = await fetchManifest(registry, name, digest);

  assert.equal(!answer.ok && answer.error.kind, "invalid");
});

test("a manifest over 4 MiB is refused while it arrives", async () => {
  fake.answers.set(`/v2/${name}/manifests/huge`, (_req, res) => {
    const more = () => {
      while (!res.destroyed && res.write(Buffer.alloc(65_536)));
      res.once("drain", more);
    };
    more();
  });

  const answer = await fetchManifest(registry, name, "huge");

  assert.ok(!answer.ok);
  assert.equal(answer.error.kind, "invalid");
  assert.match(answer.error.message, /exceeds 4,194,304 bytes/);
});

test("a registry that does not listen, hangs up or does not answer in time is unreachable", async () => {
  const closed = await fakeRegistry();
  closed.close();
  fake.answers.set(`/v2/${name}/manifests/hangs-up`, (req) => req.socket.destroy());
  fake.answers.set("/slow", () => {});
  const timeouts = { connect: 1_000, total: 50 };

  const refused = await fetchManifest({ ...registry, url: closed.url }, name, "x");
  const cut = await fetchManifest(registry, name, "hangs-up");
  const slow = exchange(new URL(`${fake.url}/slow`), { headers: {}, limit: 10, timeouts });

  assert.equal(!refused.ok && refused.error.kind, "unreachable");
  assert.equal(!cut.ok && cut.error.kind, "unreachable");
  await assert.rejects(slow, /took too long/);
});

test("an endless slow answer is cut off", async () => {
  fake.answers.set("/drips", (_req, res) => {
    const drip = setInterval(() => res.write("."), 5);
    res.on("close", () => clearInterval(drip));
  });
  const timeouts = { connect: 1_000, total: 60 };

  const dripping = exchange(new URL(`${fake.url}/drips`), { headers: {}, limit: 9_999, timeouts });

  await assert.rejects(dripping);
});

test("a server without HTTP is unreachable", async () => {
  const server = createServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const error = await ping({ ...registry, url });

  assert.equal(error?.kind, "unreachable");
});

test("a blob is fetched from a redirect target without the token", async () => {
  const storage = await fakeRegistry();
  const digest = sha256("config");
  storage.answers.set("/bucket?signed=1", (_req, res) => res.end("config"));
  fake.answers.set(`/v2/${name}/blobs/${digest}`, (_req, res) =>
    res.writeHead(307, { location: `${storage.url}/bucket?signed=1` }).end(),
  );

  const answer = await fetchBlob(registry, name, digest);

  assert.equal(answer.ok && answer.value.toString(), "config");
  assert.ok(fake.requests.at(-1)?.headers.authorization);
  assert.equal(storage.requests[0]?.headers.authorization, undefined);
});

for (const [what, location] of [
  ["round and round", "/loop"],
  ["to a file", "file:///etc/passwd"],
  ["nowhere", undefined],
] as const)
  test(`a redirect to ${what} is not followed`, async () => {
    const digest = sha256("never");
    const send = (_req: unknown, res: import("node:http").ServerResponse) =>
      res.writeHead(302, location ? { location } : {}).end();
    fake.answers.set(`/v2/${name}/blobs/${digest}`, send).set("/loop", send);

    const answer = await fetchBlob(registry, name, digest);

    assert.equal(!answer.ok && answer.error.kind, "invalid");
  });

test("a name that would lead to another path is never requested", async () => {
  const before = fake.requests.length;

  for (const hostile of [
    "web/../other",
    "../x",
    "web//x",
    "",
    "web/.",
    "web/a?b",
    "web/a b",
    "%2e/x",
  ]) {
    const answer = await fetchManifest(registry, hostile, "latest");
    assert.equal(!answer.ok && answer.error.kind, "invalid", hostile);
  }

  assert.equal(fake.requests.length, before);
});

test("a registry is up if it answers and accepts the token", async () => {
  fake.answers.set("/v2/", (_req, res) => res.end("{}"));
  const well = await ping(registry);
  fake.answers.set("/v2/", (_req, res) =>
    res.writeHead(401, { "www-authenticate": 'Bearer realm="x",error="invalid_token"' }).end(),
  );
  const distrustful = await ping(registry);

  assert.equal(well, null);
  assert.equal(distrustful?.kind, "unauthorized");
  assert.match(distrustful?.message ?? "", /\(invalid_token\).*registry-config/);
});

for (const [minutes, said] of [
  [
    -5,
    /Its clock is 5 minutes behind Portus's, and registries tolerate one minute: correct both clocks\./,
  ],
  [20, /Its clock is 20 minutes ahead of Portus's/],
  [0.5, /^((?!clock).)*$/],
] as const)
  test(`a refusal mentions the registry's clock if it is too far off: ${minutes} minutes`, async () => {
    const date = new Date(Date.now() + minutes * 60_000).toUTCString();
    fake.answers.set("/v2/", (_req, res) => res.writeHead(401, { date }).end());

    const refused = await ping(registry);

    assert.match(refused?.message ?? "", said);
  });

const hosts = [{ hostname: "localhost:5000", externalHostname: null, url: "http://registry:5000" }];
for (const [host, found] of [
  ["localhost:5000", true],
  ["127.0.0.1:5000", true],
  ["[::1]:5000", true],
  ["LOCALHOST:5000", true],
  ["registry:5000", true],
  ["localhost:5001", false],
  ["localhost", false],
  ["localhost.example.org:5000", false],
] as const)
  test(`EVT-016: ${host} is ${found ? "a name of" : "not"} the registry at localhost:5000`, () => {
    assert.equal(registryAt(host, hosts) !== null, found);
  });
