import assert from "node:assert/strict";
import { before, test } from "node:test";
import { pino } from "pino";
import { makeSecret, prefixes } from "../../src/identity/actor/secrets.ts";
import { config } from "../../src/platform/config/config.ts";
import { pool } from "../../src/platform/db/client.ts";
import { createLog, log } from "../../src/platform/log.ts";
import { eventsSecretOf } from "../../src/registry/events-secrets.ts";
import { ensureKeys } from "../../src/registry/signing/keys.ts";
import { signIn, useApp } from "../support/app.ts";
import { makeRegistry } from "../support/data/factories.ts";
import { makeApplicationToken, makeTwoTeams } from "../support/data/two-teams.ts";
import { type Route, routes } from "../support/routes.ts";
import { address } from "./address.ts";
import { bodyFor } from "./bodies.ts";

const app = await useApp();
const teams = await makeTwoTeams();
before(ensureKeys);

const lines: string[] = [];
log.level = "trace";
Reflect.set(log, pino.symbols.streamSym, { write: (line: string) => lines.push(line) });

const { secret: token, header } = await makeApplicationToken(teams.admin);
const link = makeSecret(prefixes.link, 30);
const refresh = makeSecret(prefixes.refreshToken, 43);
const own = eventsSecretOf(await makeRegistry());
const secrets = [token, link, refresh, own, config.eventsSecret, config.secret];

const query = `?token=${token}&secret=${link}&refresh_token=${refresh}&q=${refresh}`;
const browser = await signIn(app, teams.admin);
const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
const identities: Record<string, string>[] = [
  { "portus-auth": header },
  { authorization: `Basic ${Buffer.from(`${teams.admin.username}:${token}`).toString("base64")}` },
  { authorization: `Bearer ${config.eventsSecret}` },
  { cookie },
];

/** Sends a request to a route, with secrets in its query, its headers and its body. */
async function call(route: Route, identity: Record<string, string>): Promise<number> {
  const [method = "GET"] = route.split(" ");
  const body =
    method === "GET"
      ? null
      : new URLSearchParams({
          ...bodyFor(route, teams),
          token,
          secret: link,
          refresh_token: refresh,
        });
  const res = await fetch(app.url + address(route, teams.north) + query, {
    method,
    body,
    redirect: "manual",
    headers: { ...identity, referer: `${app.url}/new-password${query}` },
    signal: AbortSignal.timeout(2_000),
  }).catch(() => null); // a stream does not end
  await res?.body?.cancel();
  return res?.status ?? 0;
}

const leaks = () =>
  lines.flatMap((line) => secrets.filter((secret) => line.includes(secret)).map(() => line));

const quick = routes().filter((route) => !/ \/live|deletion|DELETE/.test(route));

test("S10: no secret is in the log of a run through all routes", async () => {
  for (const [n, route] of quick.entries()) {
    const identity = identities[n % identities.length];
    if (identity) await call(route, identity);
  }

  assert.ok(lines.length > quick.length / 2);
  assert.deepEqual(leaks(), []);
});

test("S10: no secret is in the log when every page fails", async () => {
  lines.length = 0;
  await pool.end();

  const statuses = new Set<number>();
  for (const route of quick) statuses.add(await call(route, { cookie }));

  assert.ok(statuses.has(500));
  assert.ok(lines.some((line) => line.includes('"msg":"unexpected error"')));
  assert.deepEqual(leaks(), []);
  assert.equal(
    lines.filter((line) => line.includes("?")).some((line) => /"(url|path)":"[^"]*\?/.test(line)),
    false,
  );
});

test("S10: a secret that a message or an error holds is not written", () => {
  const written: string[] = [];
  const own = createLog("info", { write: (line) => void written.push(line) });
  const error = Object.assign(new Error(`refused ${token}`), { body: { password: "hunter2" } });

  own.error({ err: error, url: `/new-password?secret=${link}#x`, user: refresh }, `of ${token}`);
  own.info({ reason: `sent ${config.eventsSecret}`, query: { token: link } }, "event");
  own.info({ password: "hunter2", form: { secret: "hunter2", name: "kept" } }, "event");

  const text = written.join("");
  for (const secret of [...secrets, "hunter2", "?secret"])
    assert.ok(!text.includes(secret), secret);
  assert.match(text, /"url":"\/new-password"/);
  assert.match(text, /"name":"kept"/);
  assert.match(text, /refused ptk_…/);
});
