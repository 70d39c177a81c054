import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { readFacts } from "../../../src/operations/metrics/facts.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { useApp } from "../../support/app.ts";
import { makeAuthority } from "../../support/certificates.ts";
import { makeRegistry, makeUser } from "../../support/data/factories.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";
import { tlsRegistry } from "../../support/fakes/tls-registry.ts";
import { slowness, until } from "../../support/waiting.ts";
import { scrape } from "./scrape.ts";

const app = await useApp();

/** A registry that answers until it hangs. */
const held: ServerResponse[] = [];
let hangs = false;
const server = createServer((_req, res) => {
  if (hangs) return void held.push(res);
  res.writeHead(401, { "docker-distribution-api-version": "registry/2.0" }).end();
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
after(() => {
  server.closeAllConnections();
  server.close();
});

const secure = await tlsRegistry(await makeAuthority("nobody trusts it"), { days: -3 });

before(async () => {
  await ensureKeys();
  await makeRegistry({ hostname: "plain.test.lan", url: `http://127.0.0.1:${port}` });
  await makeRegistry({ hostname: "secure.test.lan", url: secure.url });
  await makeRegistry({ hostname: "away.test.lan", url: "https://127.0.0.1:1" });
});

test("when the certificate of a registry ends is measured, trusted or not, also after its end", async () => {
  const name = "portus_certificate_expiry_timestamp_seconds";

  const samples = await scrape(app);

  const measured = [...samples].filter(([sample]) => sample.startsWith(name));
  const end = Date.parse(secure.validTo) / 1000;
  assert.deepEqual(measured, [[`${name}{registry="secure.test.lan"}`, end]]);
});

test("a scrape says that a registry hangs as soon as it does, and waits at most five seconds for it", async () => {
  const up = 'portus_registry_up{registry="plain.test.lan"}';
  assert.equal((await scrape(app)).get(up), 1);
  hangs = true;

  let found: Awaited<ReturnType<typeof scrape>>[] = [];
  let took = 0;
  const asked = async () => {
    const started = performance.now();
    found = await Promise.all([scrape(app), scrape(app)]); // the answer of the last one is used for two seconds
    took = performance.now() - started;
    return held.length > 0;
  };
  await until(asked, "a scrape that asks the registry again", 20_000);

  assert.deepEqual(
    found.map((samples) => samples.get(up)),
    [0, 0],
  );
  assert.equal(held.length, 1); // both scrapes share one question
  assert.ok(took < 6_000 * slowness(), `${took}`);
});

test("application tokens that expire are counted by how soon", async () => {
  const user = await makeUser();
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
  for (const expiresAt of [inDays(-1), inDays(0.5), inDays(3), inDays(20), inDays(90), null])
    await makeApplicationToken(user, { expiresAt });

  const { expiringTokens } = await readFacts();

  assert.deepEqual(
    expiringTokens.map(({ within, count }) => [within, count]),
    [
      ["1d", 1],
      ["7d", 2],
      ["30d", 3],
    ],
  );
});
