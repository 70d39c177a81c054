import "../../support/settings/private-addresses.ts";
import assert from "node:assert/strict";
import { request } from "node:http";
import { before, test } from "node:test";
import { startDeliveries } from "../../../src/outbound/webhooks/delivery/worker.ts";
import { db } from "../../../src/platform/db/client.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { browser, useApp } from "../../support/app.ts";
import { eventOf, post } from "../../support/data/events.ts";
import { makeNamespace, makeRegistry, makeUser, password } from "../../support/data/factories.ts";
import { deliveryOf, makeWebhook } from "../../support/data/webhooks.ts";
import { receiver } from "../../support/fakes/webhook-receiver.ts";
import { until } from "../../support/waiting.ts";
import { scrape } from "./scrape.ts";

const app = await useApp();
const host = "registry.test.lan:5000";

before(async () => {
  await ensureKeys();
  await makeRegistry();
  await makeUser({ username: "ada", admin: true });
});

/** What a metric gained while something happened. */
async function gain(sample: string, happens: () => Promise<unknown>): Promise<number> {
  const earlier = (await scrape(app)).get(sample) ?? 0;
  await happens();
  return ((await scrape(app)).get(sample) ?? 0) - earlier;
}

test("a scrape is text in Prometheus's format 0.0.4, which no cache keeps", async () => {
  const { headers } = await fetch(`${app.url}/metrics`);

  assert.equal(headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  assert.equal(headers.get("cache-control"), "no-store");
});

/** The status of a request as a program on this machine would not send it. */
function statusOf(headers: Record<string, string>): Promise<number> {
  const { port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const req = request({ port, path: "/metrics", headers }, (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    req.once("error", reject);
    req.end();
  });
}

test("a scrape through a proxy, or by another host name, is 404", async () => {
  assert.equal(await statusOf({ host: "portus.test.lan" }), 404);
  assert.equal(await statusOf({ "x-forwarded-for": "127.0.0.1" }), 404);
  assert.equal(await statusOf({}), 200);
});

test("a push event is counted by its registry and action, and gives the time of the last event", async () => {
  const before = Date.now() / 1000;
  const gained = await gain(`portus_events_received_total{registry="${host}",action="push"}`, () =>
    post(app, { events: [eventOf({ tag: "a" }), eventOf({ tag: "b" })] }),
  );

  const last = (await scrape(app)).get(`portus_events_last_timestamp_seconds{registry="${host}"}`);
  assert.equal(gained, 2);
  assert.ok((last ?? 0) >= before - 1);
});

test("an event that a registry repeats is counted once", async () => {
  const event = eventOf({ tag: "repeated" });

  const gained = await gain(
    `portus_events_received_total{registry="${host}",action="push"}`,
    async () => {
      for (let n = 0; n < 3; n += 1) await post(app, { events: [event] });
    },
  );

  assert.equal(gained, 1);
});

test("requests are counted by kind and status: a page, the API, and what the gate refuses", async () => {
  const requests = (route: string, status: string) =>
    `portus_http_requests_total{route="${route}",status="${status}"}`;
  const get =
    (path: string, headers = {}) =>
    () =>
      fetch(app.url + path, { headers });

  assert.equal(await gain(requests("page", "2xx"), get("/sign-in")), 1);
  assert.equal(await gain(requests("api", "4xx"), get("/api/v1/teams")), 1);
  assert.equal(await gain(requests("api", "2xx"), get("/api/v1/_ping")), 1);
  assert.equal(await gain(requests("scim", "4xx"), get("/scim/v2/Users")), 1);
  assert.equal(await gain(requests("oauth", "4xx"), get("/oauth/token")), 1);
  assert.equal(
    await gain('portus_http_request_duration_seconds_count{route="page"}', get("/sign-in")),
    1,
  );
});

test("a webhook's calls are counted by outcome", async () => {
  const target = await receiver();
  const namespace = await makeNamespace();
  await makeWebhook(namespace, { url: target.url, deliveries: { create: deliveryOf({}) } });

  const gained = await gain('portus_webhook_deliveries_total{outcome="sent"}', async () => {
    const deliveries = startDeliveries();
    await until(() => target.received.length > 0, "the call");
    await deliveries.stop();
  });

  assert.equal(gained, 1);
});

test("the catalogue, queues, drift and keys are measured", async () => {
  await applyPending();
  await db.email.create({
    data: {
      recipient: "ada@test.lan",
      subject: "Hello",
      purpose: "test",
      createdAt: new Date(),
      expiresAt: new Date(Date.now() + 3_600_000),
      tryAfter: new Date(Date.now() - 60_000),
    },
  });

  await until(
    async () => ((await scrape(app)).get('portus_jobs{queue="emails"}') ?? 0) > 0,
    "the cached facts to be read again",
    20_000,
  );

  const samples = await scrape(app);
  const overdue = samples.get('portus_job_oldest_seconds{queue="emails"}') ?? 0;
  assert.ok(overdue >= 60 && overdue < 600, `${overdue}`);
  assert.equal(samples.get('portus_drift{kind="missing"}'), 0);
  assert.equal(samples.get('portus_up{component="database"}'), 1);
  assert.equal(samples.get('portus_up{component="signing"}'), 1);
  assert.ok((samples.get("portus_users") ?? 0) >= 1);
  const inYears =
    ((samples.get("portus_ca_expiry_timestamp_seconds") ?? 0) * 1000 - Date.now()) / 3.15e10;
  assert.ok(inYears > 9 && inYears < 11, `${inYears}`);
});

test("no name of a person, a repository or a namespace is in a scrape", async () => {
  await makeNamespace({ name: "hidden-name" });
  const visitor = browser(app);
  await visitor.get("/sign-in");
  await visitor.post("/sign-in", { username: "ada", password });

  const text = await (await fetch(`${app.url}/metrics`)).text();

  assert.doesNotMatch(text, /hidden-name|\bada\b|web\/app/);
});

const basic = (secret: string) => ({
  authorization: `Basic ${Buffer.from(`ada:${secret}`).toString("base64")}`,
});
const tokenUrl = `/v2/token?service=${host}`;
const tokens = (outcome: string, by: string) =>
  `portus_token_requests_total{outcome="${outcome}",by="${by}"}`;

test("requests for tokens are counted by outcome and proof: granted, a login, refused and wrong", async () => {
  const scope = "&scope=repository:ada/app:pull";
  const get =
    (path: string, headers = {}) =>
    () =>
      fetch(app.url + path, { headers });

  assert.equal(await gain(tokens("login", "password"), get(tokenUrl, basic(password))), 1);
  assert.equal(await gain(tokens("refused", "nobody"), get(tokenUrl + scope)), 1);
  assert.equal(await gain(tokens("refused", "nobody"), get(tokenUrl + scope, basic("wrong"))), 1);
  assert.equal(await gain(tokens("refused", "nobody"), get("/v2/token?service=no-such")), 1);
  assert.equal(
    await gain(
      tokens("granted", "password"),
      get(`${tokenUrl}&scope=registry:catalog:*`, basic(password)),
    ),
    1,
  );
  assert.equal(await gain("portus_token_duration_seconds_count", get(tokenUrl)), 1);
  assert.equal(await gain("portus_token_requests_total", get(tokenUrl)), 0);
  assert.equal(
    await gain('portus_http_requests_total{route="token",status="4xx"}', get("/v2/token")),
    1,
  );
});

test("checks of passwords and tokens are counted at the page, the API and the token endpoint", async () => {
  const signIn = (method: string, outcome: string) =>
    `portus_sign_in_total{method="${method}",outcome="${outcome}"}`;
  const atPage = async (secret: string) => {
    const visitor = browser(app);
    await visitor.get("/sign-in");
    await visitor.post("/sign-in", { username: "ada", password: secret });
  };
  const atApi = (secret: string) => fetch(`${app.url}/api/v1/teams`, { headers: basic(secret) });

  assert.equal(await gain(signIn("password", "accepted"), () => atPage(password)), 1);
  assert.equal(await gain(signIn("password", "refused"), () => atPage("no password")), 1);
  assert.equal(await gain(signIn("password", "refused"), () => atApi("no password")), 1);
  assert.equal(
    await gain(signIn("application_token", "refused"), () => atApi(`ptk_${"a".repeat(30)}`)),
    1,
  );
  const guesses = async () => {
    for (let n = 0; n < 12; n += 1) await atApi(`guess ${n}`);
  };
  assert.ok((await gain(signIn("password", "limited"), guesses)) >= 2);
});
