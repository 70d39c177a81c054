import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { sealText } from "../../src/outbound/webhooks/secrets.ts";
import { db, type Namespace } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { type Browser as Cookies, signIn, useApp } from "../support/app.ts";
import { assertAccessible, nameOf, openWindow, type Viewport, viewports } from "../support/axe.ts";
import { launchChromium, windowOf } from "../support/chromium.ts";
import { eventOf } from "../support/data/events.ts";
import { makeNamespace, makeTeam, makeUser } from "../support/data/factories.ts";
import { deliveryOf, makeWebhook } from "../support/data/webhooks.ts";

const app = await useApp();

type Scene = Awaited<ReturnType<typeof makeScene>>;
const long = `a-name-that-goes-on-${"and-on-".repeat(24)}and-ends`;

async function makeScene() {
  const [owner, viewer] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner], viewers: [viewer] });
  const namespace = await makeNamespace({ name: "web", visibility: "public", team });
  const empty = await makeNamespace({ name: "quiet", team });
  const bare = await makeWebhook(namespace, {
    name: long,
    url: `https://hooks.example.org/${long}`,
  });
  await makeWebhook(namespace, { disabledAt: new Date() });
  const webhook = await makeWebhook(namespace, {
    name: "build server",
    url: "https://hooks.example.org/build",
    username: "robot",
    headers: { create: { name: "x-token", sealedValue: sealText("secret") } },
    deliveries: { create: sampleDeliveries() },
  });
  const deliveries = await db.webhookDelivery.findMany({ where: { webhookId: webhook.id } });
  return { owner, viewer, namespace, empty, bare, webhook, deliveries };
}

/** Deliveries that were sent, failed, wait for a retry, and are pending. */
function sampleDeliveries() {
  const body = JSON.stringify(eventOf({ tag: "1.0", actor: "somebody" }));
  const headers = { "content-type": "application/json", "x-portus-event": "push" };
  const tried = { body, requestHeaders: headers, attemptedAt: new Date(), durationMs: 1_204 };
  const answered = { ...tried, responseHeaders: { server: "nginx" }, responseBody: '{"ok":true}' };
  return [
    deliveryOf({ ...answered, state: "sent", status: 200, attempts: 1 }),
    deliveryOf({
      ...answered,
      state: "failed",
      status: 503,
      error: "The receiver answered 503.",
      attempts: 5,
    }),
    deliveryOf({
      ...tried,
      subject: `web/${long}:1.0`,
      error: "hooks.example.org can't be reached: connect ECONNREFUSED 192.0.2.7:443.",
      attempts: 2,
      tryAfter: new Date(Date.now() + 290_000),
    }),
    deliveryOf({ event: "test", subject: "by somebody", body }),
  ];
}

const pages: [string, (it: Scene) => string][] = [
  ["the namespace", (it) => paths.namespace(it.namespace)],
  ["the webhooks", (it) => paths.webhooks(it.namespace)],
  ["no webhooks", (it) => paths.webhooks(it.empty)],
  ["the form of a new one", (it) => paths.newWebhook(it.namespace)],
  ["the form of a change", (it) => paths.editWebhook(it.webhook)],
  ["a webhook", (it) => paths.webhook(it.webhook)],
  ["a webhook that sent nothing", (it) => paths.webhook(it.bare)],
  ...[0, 1, 2, 3].map((at): [string, (it: Scene) => string] => [
    `delivery ${at}`,
    ({ webhook, deliveries }) => paths.delivery(webhook, deliveries[at] ?? { id: 0 }),
  ]),
];

describe("in a real browser", () => {
  let chromium: Browser;
  let scene: Scene;
  const people: Record<string, Cookies> = {};

  before(async () => {
    chromium = await launchChromium();
    scene = await makeScene();
    people.owner = await signIn(app, scene.owner);
    people.viewer = await signIn(app, scene.viewer);
  });

  after(() => chromium?.close());

  const as = (who: "owner" | "viewer", viewport: Viewport) =>
    openWindow(viewport, { chromium, app, person: people[who] ?? { cookies: new Map() } });

  for (const viewport of viewports)
    for (const [what, pathOf] of pages)
      test(`${what}, ${nameOf(viewport)}, is accessible and fits`, async () => {
        const window = await as("owner", viewport);
        await assertAccessible(window, pathOf(scene), 200, `webhooks ${what}`);
        await window.close();
      });

  for (const [what, namespaceOf] of [
    ["webhooks of others", (it: Scene): Namespace => it.namespace],
    ["no webhooks of others", (it: Scene): Namespace => it.empty],
  ] as const)
    test(`${what}, for a viewer, are accessible and fit`, async () => {
      const window = await as("viewer", { width: 360, colorScheme: "dark", script: true });
      await assertAccessible(window, paths.webhooks(namespaceOf(scene)));
      await window.close();
    });

  test("a webhook is created and its secret shown by keyboard and without JavaScript", async () => {
    const window = await windowOf(chromium, app, people.owner ?? { cookies: new Map() }, {
      javaScriptEnabled: false,
    });
    const page = await window.newPage();
    await page.goto(paths.newWebhook(scene.namespace));
    await page.getByLabel("Name", { exact: true }).fill("by hand");
    await page.getByLabel("Address").fill("hooks.example.org");

    await page.keyboard.press("Enter");

    await page.getByRole("heading", { name: "Copy it now" }).waitFor();
    await window.close();
  });
});
