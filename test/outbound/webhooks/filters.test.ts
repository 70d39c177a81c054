import assert from "node:assert/strict";
import { before, test } from "node:test";
import { enqueue } from "../../../src/outbound/webhooks/delivery/enqueue.ts";
import { db, type Namespace } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { type Browser, signIn, useApp } from "../../support/app.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser, unique } from "../../support/data/factories.ts";
import { makeWebhook } from "../../support/data/webhooks.ts";

const app = await useApp();
let namespace: Namespace;
let owner: Browser;

before(async () => {
  const olga = await makeUser();
  namespace = await makeNamespace({ name: "web", team: await makeTeam({ owners: [olga] }) });
  const repository = await makeRepository({ namespace, name: "app" });
  for (const name of ["v1", "v2-rc1"]) await makeTag(await makeManifest(repository), name);
  owner = await signIn(app, olga);
});

const events: [repository: string, tag: string | null][] = [
  ["web/app", "v1"],
  ["web/app", "v2-rc1"],
  ["web/app", null],
  ["web/other", "v1"],
];

const cases: [repositories: string[], tags: string[], delivered: string[]][] = [
  [[], [], ["web/app:v1", "web/app:v2-rc1", "web/app", "web/other:v1"]],
  [["web/a*"], [], ["web/app:v1", "web/app:v2-rc1", "web/app"]],
  [[], ["v*", "!*-rc*"], ["web/app:v1", "web/other:v1"]],
  [["web/**", "!web/app"], ["*"], ["web/other:v1"]],
  [["ops/**"], [], []],
];
for (const [repositories, tags, delivered] of cases)
  test(`a webhook for ${repositories.join(" ") || "all repositories"} and ${tags.join(" ") || "all tags"} is called for ${delivered.join(", ") || "nothing"}`, async () => {
    const webhook = await makeWebhook(namespace, { repositories, tags });
    const notices = events.map(([repository, tag]) => ({
      namespaceId: namespace.id,
      uuid: unique("event"),
      event: "push" as const,
      subject: tag ? `${repository}:${tag}` : repository,
      repository,
      tag,
      payload: {},
    }));

    await db.$transaction((tx) => enqueue(tx, notices));

    const where = { webhookId: webhook.id };
    const queued = await db.webhookDelivery.findMany({ where, orderBy: { id: "asc" } });
    assert.deepEqual(
      queued.map(({ subject }) => subject),
      delivered,
    );
  });

for (const [chosen, delivered] of [
  [
    ["push", "delete"],
    ["push", "delete"],
  ],
  [["push"], ["push"]],
  [["delete"], ["delete"]],
] as const)
  test(`a webhook for ${chosen.join(" and ")} is called for nothing else`, async () => {
    const webhook = await makeWebhook(namespace, { events: [...chosen] });
    const notices = (["push", "delete"] as const).map((event) => {
      const place = { namespaceId: namespace.id, repository: "web/app", tag: "v1" };
      return { ...place, event, uuid: unique("event"), subject: event, payload: {} };
    });

    await db.$transaction((tx) => enqueue(tx, notices));

    const where = { webhookId: webhook.id };
    const queued = await db.webhookDelivery.findMany({ where, orderBy: { id: "asc" } });
    assert.deepEqual(
      queued.map(({ event }) => event),
      delivered,
    );
  });

test("events are chosen in the form, shown, and changed; unknown ones are refused", async () => {
  await owner.get(paths.newWebhook(namespace));
  const form = { ...fields, name: "events" };
  await owner.post(paths.webhooks(namespace), form);
  const created = await db.webhook.findFirstOrThrow({ where: { name: "events" } });
  assert.deepEqual(created.events, ["push", "delete"]);

  for (const events of ["pull", "push pull", " "])
    assert.equal(
      (await owner.post(paths.editWebhook(created), { ...form, events })).status,
      422,
      events,
    );
  await owner.post(paths.editWebhook(created), { ...form, events: "delete" });
  const changed = await db.webhook.findUniqueOrThrow({ where: { id: created.id } });
  assert.deepEqual(changed.events, ["delete"]);
  const { text } = await owner.get(paths.webhook(created));
  assert.match(text, /<dd>every deletion<\/dd>/);
  assert.match(text, /The next deletion in this namespace is sent/);
  assert.match(
    (await owner.get(paths.editWebhook(created))).text,
    /<option value="delete" selected>Only deletions/,
  );
});

const fields = { name: "build", url: "https://hooks.example.org/" };

test("filters are previewed without JavaScript, saved, shown and changed", async () => {
  await owner.get(paths.newWebhook(namespace));
  const filters = { repositories: "web/*", tags: "v*, !*-rc*" };
  const preview = await owner.post(paths.webhooks(namespace), {
    ...fields,
    ...filters,
    preview: "1",
  });
  assert.equal(preview.status, 200);
  assert.match(preview.text, /Matches 1 of 1 repository: web\/app/);
  assert.match(preview.text, /Matches 1 of 2 tags: v1/);
  assert.equal(await db.webhook.count({ where: { name: "build" } }), 0);

  assert.equal(
    (await owner.post(paths.webhooks(namespace), { ...fields, ...filters })).status,
    201,
  );
  const webhook = await db.webhook.findFirstOrThrow({ where: { name: "build" } });
  assert.deepEqual([webhook.repositories, webhook.tags], [["web/*"], ["v*", "!*-rc*"]]);
  assert.match((await owner.get(paths.webhook(webhook))).text, /<code>v\* !\*-rc\*<\/code>/);
  const form = await owner.get(paths.editWebhook(webhook));
  assert.match(form.text, />v\*\n!\*-rc\*<\/textarea>/);

  await owner.post(paths.editWebhook(webhook), { ...fields, repositories: "", tags: "" });
  const changed = await db.webhook.findUniqueOrThrow({ where: { id: webhook.id } });
  assert.deepEqual([changed.repositories, changed.tags], [[], []]);
});

test("a wrong filter is refused with what was typed", async () => {
  await owner.get(paths.newWebhook(namespace));
  const answer = await owner.post(paths.webhooks(namespace), { ...fields, tags: "v[1]" });

  assert.equal(answer.status, 422);
  assert.match(answer.text, /it contains &#34;\[&#34;\. Tags have letters/);
  assert.match(answer.text, />v\[1\]<\/textarea>/);
});
