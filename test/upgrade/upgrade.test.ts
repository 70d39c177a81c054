import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import jwt from "jsonwebtoken";
import { verifyChain } from "../../src/history/verify.ts";
import { createApp } from "../../src/main/app.ts";
import { startBackground } from "../../src/main/background.ts";
import { openInstance } from "../../src/main/instance.ts";
import { unsealText } from "../../src/outbound/webhooks/secrets.ts";
import { db } from "../../src/platform/db/client.ts";
import { operations } from "../matrix/api-table.ts";
import { pages } from "../matrix/page-table.ts";
import type { Row } from "../matrix/table.ts";
import { browser } from "../support/app.ts";
import { fakeRegistry, respond } from "../support/fakes/registry.ts";
import { until } from "../support/waiting.ts";
import { addressesOf } from "./addresses.ts";
import { countRows, loadDump, secrets } from "./dump.ts";

const password = "correct horse battery";
const url = await loadDump();
const dumped = await countRows(url);
const registry = await fakeRegistry();
registry.answers.set("/v2/", (_req, res) =>
  res.writeHead(401, { "docker-distribution-api-version": "registry/2.0" }).end(),
);
const instance = await openInstance(async () => ({ url, stop: async () => {} }));
await db.registry.updateMany({ data: { url: registry.url, pin: null } });
const server = createServer(createApp());
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const app = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
after(async () => {
  server.closeAllConnections();
  server.close();
  await instance.close();
});

/** A database from before the upgrade has no decisions, sign-in providers and second factors. */
const newer =
  /\/(why|decisions|admin\/sign-in)\/:id$|\/scim$|\/scim\/v2\/\w+\/:id$|\/sign-in\/oidc\/:slug|\/authenticator\/new$/;
const gets = (rows: readonly Row[]) =>
  rows.filter(({ route }) => route.startsWith("GET ") && !newer.test(route));

function basic(username: string, secret: string) {
  return { authorization: `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}` };
}

/** The people who send requests, and their columns in the tables of test/matrix. */
const clients = [
  { name: "an admin", column: "adm", ...(await withToken("ada")) },
  { name: "an owner", column: "own", ...(await withToken("olga")) },
  { name: "a contributor", column: "cont", ...(await withToken("carl")) },
  { name: "a signed-out visitor", column: "anon", get: browser(app).get, headers: {} },
];

test("every table of the dump has rows", () => {
  const empty = Object.keys(dumped).filter((table) => dumped[table] === 0);

  assert.deepEqual(empty, []);
  assert.ok(Object.keys(dumped).length > 50);
});

for (const { name, column, get, headers } of clients)
  describe(`${name} opens every page of the dump's rows`, () => {
    for (const row of gets(pages)) test(row.route, () => open(row, column, (path) => get(path)));

    for (const row of gets(operations))
      test(row.route, () =>
        open(row, column, (path) => fetch(app.url + path, { headers, redirect: "manual" })),
      );
  });

/** A signed-in browser of a person, and the headers of their programs. */
async function withToken(username: string) {
  const { get, post } = browser(app);
  await get("/sign-in");
  assert.equal((await post("/sign-in", { username, password })).status, 303);
  return { get, post, headers: basic(username, secrets.tokens[username] ?? "") };
}

type Ask = (path: string) => Promise<{ status: number; headers: Headers }>;

/** An admin opens every row; the others rows of team north, for which the tables have the expected status. */
async function open({ route, expected }: Row, column: string, ask: Ask): Promise<void> {
  const all = await addressesOf(route);
  const north = all.filter(({ team }) => team === null || team === "north").slice(0, 3);
  const addresses = column === "adm" ? all : north;
  assert.notEqual(addresses.length, 0, "no row of the dump has such a page");

  const codes = await Promise.all(
    addresses.map(async ({ path }) => [path, codeOf(await ask(path))] as const),
  );
  assert.deepEqual(
    codes,
    addresses.map(({ path }) => [path, expected[column]]),
  );
}

function codeOf({ status, headers }: Awaited<ReturnType<Ask>>): string {
  const toSignIn = status === 303 && headers.get("location")?.startsWith("/sign-in");
  return toSignIn ? "in" : String(status);
}

describe("credentials issued before the upgrade", () => {
  test("an application token still works at the token endpoint", async () => {
    const query = "service=registry.test.lan:5000&scope=repository:north/app:pull,push";
    const headers = basic("carl", secrets.tokens.carl ?? "");

    const answer = await fetch(`${app.url}/v2/token?${query}`, { headers });

    assert.equal(answer.status, 200);
    assert.deepEqual(await accessIn(answer), [
      { type: "repository", name: "north/app", actions: ["pull", "push"] },
    ]);
  });

  test("a refresh token still gets a registry token", async () => {
    const form = {
      grant_type: "refresh_token",
      client_id: "docker",
      service: "registry.test.lan:5000",
      scope: "repository:north/app:pull",
      refresh_token: secrets.refreshToken,
    };

    const answer = await fetch(`${app.url}/v2/token`, {
      method: "POST",
      body: new URLSearchParams(form),
    });

    assert.equal(answer.status, 200);
    assert.deepEqual(await accessIn(answer), [
      { type: "repository", name: "north/app", actions: ["pull"] },
    ]);
  });

  test("a session stays signed in", async () => {
    const page = await fetch(`${app.url}/admin`, { headers: { cookie: secrets.cookie } });

    assert.equal(page.status, 200);
  });

  test("an e-mailed link still sets a password", async () => {
    const page = await fetch(`${app.url}/new-password?link=${secrets.link}`);

    assert.equal(page.status, 200);
  });

  test("the secrets of webhooks can be decrypted", async () => {
    const webhook = await db.webhook.findFirstOrThrow({
      where: { name: "chat" },
      include: { headers: true },
    });

    assert.match(unsealText(webhook.sealedSecret), /^pws_/);
    assert.equal(unsealText(webhook.sealedPassword ?? new Uint8Array()), "a password");
    assert.deepEqual(
      webhook.headers.map(({ sealedValue }) => unsealText(sealedValue)),
      ["a secret value"],
    );
  });
});

async function accessIn(answer: Response): Promise<unknown> {
  const { token } = (await answer.json()) as { token: string };
  return (jwt.decode(token) as { access?: unknown }).access;
}

test("a deletion from before the upgrade is listed and can be restored", async () => {
  const { get, post } = await withToken("olga");
  const plan = await db.deletionPlan.findFirstOrThrow({ where: { subject: "attic" } });
  registry.answers.set("/v2/attic/box/manifests/*", ({ method }, res) =>
    respond(res, method === "PUT" ? 201 : 404),
  );

  const { text } = await get(`/deletions/${plan.id}`);
  assert.ok(text.includes(`action="/deletions/${plan.id}/restoration"`));
  assert.equal((await post(`/deletions/${plan.id}/restoration`)).status, 303);

  const { restoredAt, note } = await db.deletionPlan.findUniqueOrThrow({ where: { id: plan.id } });
  assert.ok(restoredAt, note ?? "");
  assert.ok(await db.namespace.findFirst({ where: { name: "attic" } }));
});

test("background jobs run, and the chain of the audit log is valid", async () => {
  const unsealed = { where: { position: null } };
  assert.notEqual(await db.activity.count(unsealed), 0);

  const stop = await startBackground(instance);
  await until(async () => (await db.activity.count(unsealed)) === 0, "all entries to be sealed");
  await stop();

  const { faults, entries } = await verifyChain();
  assert.deepEqual(faults, []);
  assert.equal(entries, await db.activity.count());
});
