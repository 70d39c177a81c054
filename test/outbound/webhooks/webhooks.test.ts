import assert from "node:assert/strict";
import { before, test } from "node:test";
import { retrigger, sendTest } from "../../../src/outbound/webhooks/delivery/deliveries.ts";
import { findWebhook } from "../../../src/outbound/webhooks/find.ts";
import { addHeader, removeHeader } from "../../../src/outbound/webhooks/headers.ts";
import { HeaderForm, WebhookForm } from "../../../src/outbound/webhooks/schemas.ts";
import { sealText, unsealText } from "../../../src/outbound/webhooks/secrets.ts";
import {
  createWebhook,
  deleteWebhook,
  disableWebhook,
  enableWebhook,
  rotateSecret,
  updateWebhook,
} from "../../../src/outbound/webhooks/webhooks.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db, type Namespace, type User } from "../../../src/platform/db/client.ts";
import { actorOf, by, makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

let olga: User;
let carl: User;
let vera: User;
let sten: User;
let web: Namespace;
before(async () => {
  [olga, carl, vera, sten] = [
    await makeUser(),
    await makeUser(),
    await makeUser(),
    await makeUser(),
  ];
  const team = await makeTeam({ owners: [olga], contributors: [carl], viewers: [vera] });
  web = await makeNamespace({ name: "web", visibility: "public", team });
});

const url = "https://hooks.example.org/build";
const input = (given: object = {}) => WebhookForm.parse({ name: "build", url, ...given });
const make = async (given: object = {}) => {
  const { webhook, secret } = await createWebhook(by(olga), web, input(given));
  return { secret, webhook: await find(olga, webhook) };
};
const find = (user: User, { id }: { id: number }) =>
  findWebhook(actorOf(user), { namespaceId: web.id, id });
const row = ({ id }: { id: number }) =>
  db.webhook.findUniqueOrThrow({ where: { id }, include: { headers: true } });
const history = async (name: string) =>
  (await db.activity.findMany({ where: { subject: name }, orderBy: { id: "asc" } })).map(
    ({ key }) => key,
  );

test("WHK-006: a webhook created without options is enabled, sends JSON by POST, and has a signing secret", async () => {
  const { webhook, secret } = await make();

  assert.deepEqual(
    [webhook.disabledAt, webhook.method, webhook.contentType, webhook.username],
    [null, "POST", "json", null],
  );
  assert.match(secret, /^pws_[\w-]{43}$/);
  assert.equal(unsealText((await row(webhook)).sealedSecret), secret);
});

test("contributors and viewers see webhooks but can't change them; strangers don't see those of a public namespace", async () => {
  const { webhook } = await make();
  const attempts = async (user: User) => {
    const all = await Promise.allSettled([
      createWebhook(by(user), web, input()),
      updateWebhook(by(user), webhook, { name: "mine" }),
      disableWebhook(by(user), webhook),
      rotateSecret(by(user), webhook),
      addHeader(by(user), webhook, { name: "x", value: "y" }),
      removeHeader(by(user), webhook, 1),
      deleteWebhook(by(user), webhook),
    ]);
    return new Set(all.map((it) => it.status === "rejected" && it.reason.name));
  };

  for (const user of [carl, vera]) {
    assert.equal((await find(user, webhook)).id, webhook.id);
    assert.deepEqual(await attempts(user), new Set(["Forbidden"]));
    await assert.rejects(sendTest(actorOf(user), webhook), { name: "Forbidden" });
  }
  await assert.rejects(find(sten, webhook), { name: "NotFound" });
  assert.deepEqual(await attempts(sten), new Set(["NotFound"]));
});

test("the operator can leave webhooks to the admins", async () => {
  const { webhook } = await make();
  const rules = config.rules as { createWebhook: boolean; manageWebhook: boolean };
  Object.assign(rules, { createWebhook: false, manageWebhook: false });
  try {
    await assert.rejects(make(), /Only admins/);
    await assert.rejects(updateWebhook(by(olga), webhook, { name: "mine" }), /Only admins/);
    const admin = await makeUser({ admin: true });
    await updateWebhook(by(admin), webhook, { name: "ours" });
  } finally {
    Object.assign(rules, { createWebhook: true, manageWebhook: true });
  }
});

test("each change of a webhook is recorded", async () => {
  const { webhook } = await make({ name: "storied" });

  await updateWebhook(by(olga), webhook, { request_method: "GET" });
  await disableWebhook(by(olga), webhook);
  await disableWebhook(by(olga), webhook);
  await enableWebhook(by(olga), webhook);
  await rotateSecret(by(olga), webhook);
  await deleteWebhook(by(olga), webhook);

  assert.deepEqual(
    await history("storied"),
    ["create", "update", "disabled", "enabled", "rotate_secret", "destroy"].map(
      (verb) => `webhook.${verb}`,
    ),
  );
});

test("a password is sealed, stays if none is given, and is deleted with the user name", async () => {
  const { webhook } = await make({ username: "robot", password: "pass" });
  const kept = async () => (await row(webhook)).sealedPassword;
  assert.equal(unsealText((await kept()) ?? Buffer.of()), "pass");
  assert.ok(!Buffer.from((await kept()) ?? []).includes("pass"));

  await updateWebhook(by(olga), webhook, { name: "renamed", password: "" });
  assert.equal(unsealText((await kept()) ?? Buffer.of()), "pass");

  await updateWebhook(by(olga), webhook, { username: null });
  assert.equal(await kept(), null);
  await assert.rejects(make({ password: "pass" }), /needs a user name/);
});

test("a change of host deletes the secrets meant for the first one", async () => {
  const { webhook } = await make({ username: "robot", password: "pass" });
  await addHeader(by(olga), webhook, { name: "x-token", value: "secret" });

  await updateWebhook(by(olga), webhook, { url: "https://hooks.example.org/other" });
  const same = await row(webhook);
  await updateWebhook(by(olga), webhook, { url: "https://evil.example.org/" });
  const other = await row(webhook);

  assert.deepEqual([same.headers.length, same.sealedPassword !== null], [1, true]);
  assert.deepEqual([other.headers, other.sealedPassword], [[], null]);
});

test("a password that is given with a new host, port or scheme is stored", async () => {
  const { webhook } = await make({ username: "robot", password: "pass" });

  await updateWebhook(by(olga), webhook, {
    url: "http://hooks.example.org/build",
    password: "new",
  });

  assert.equal(unsealText((await row(webhook)).sealedPassword ?? Buffer.of()), "new");
});

test("WHK-010: a second header of the same name is refused, in upper or lower case", async () => {
  const { webhook } = await make();
  const add = (name: string) =>
    addHeader(by(olga), webhook, HeaderForm.parse({ name, value: "secret" }));
  await add("X-Token");

  await assert.rejects(add("x-token"), /already has a header with this name/);
  await Promise.allSettled([add("X-Two"), add("x-two"), add("X-TWO")]);

  assert.deepEqual(
    (await row(webhook)).headers.map(({ name }) => name),
    ["x-token", "x-two"],
  );
});

const badHeaders = [
  ["Host", "x"],
  ["Content-Length", "1"],
  ["Transfer-Encoding", "chunked"],
  ["X-Portus-Signature", "sha256="],
  ["two words", "x"],
  ["X-Break", "a\r\nX-Other: b"],
  ["X-Empty", ""],
] as const;
for (const [name, value] of badHeaders)
  test(`a header “${name}: ${JSON.stringify(value)}” is refused`, () =>
    assert.equal(HeaderForm.safeParse({ name, value }).success, false));

test("the address of this machine is refused in the form, which names the setting that allows it", async () => {
  for (const bad of ["http://127.0.0.1:5000/", "http://[::1]/", "http://169.254.169.254/latest"])
    await assert.rejects(make({ url: bad }), /PORTUS_WEBHOOK_PRIVATE_ADDRESSES/);
});

test("a disabled webhook sends no test, and an enabled one only one at a time", async () => {
  const { webhook } = await make();

  const delivery = await sendTest(actorOf(olga), webhook);
  await assert.rejects(sendTest(actorOf(olga), webhook), /A test is already waiting to be sent/);
  await disableWebhook(by(olga), webhook);
  const disabled = await find(olga, webhook);

  await assert.rejects(sendTest(actorOf(olga), disabled), /Enable it first/);
  const { action, id, actor } = JSON.parse(delivery.body);
  assert.deepEqual([delivery.state, delivery.event], ["pending", "test"]);
  assert.deepEqual([action, id, actor.name], ["test", delivery.uuid, olga.username]);
});

test("if several tests are requested at once, one is sent", async () => {
  const { webhook } = await make();

  const outcomes = await Promise.allSettled([1, 2, 3].map(() => sendTest(actorOf(olga), webhook)));

  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal(await db.webhookDelivery.count({ where: { webhookId: webhook.id } }), 1);
});

test("nothing is sent with a webhook that has been disabled or whose namespace was transferred", async () => {
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [olga] }) });
  const created = await createWebhook(by(olga), namespace, input());
  const webhook = await findWebhook(actorOf(olga), created.webhook);
  const { id } = await sendTest(actorOf(olga), webhook);
  const sends = [
    () => sendTest(actorOf(olga), webhook),
    () => retrigger(actorOf(olga), webhook, id),
  ];

  await disableWebhook(by(olga), webhook);
  for (const send of sends) await assert.rejects(send(), /Enable it first/);

  await enableWebhook(by(olga), webhook);
  const { id: teamId } = await makeTeam();
  await db.namespace.update({ where: { id: namespace.id }, data: { teamId } });
  for (const send of sends) await assert.rejects(send(), { name: "NotFound" });
});

test("a namespace has at most fifty webhooks", async () => {
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [olga] }) });
  const sealedSecret = sealText("secret");
  const one = { namespaceId: namespace.id, name: "one of many", url, sealedSecret };
  await db.webhook.createMany({ data: Array.from({ length: 49 }, () => one) });
  const making = () => createWebhook(by(olga), namespace, input());
  const outcomes = await Promise.allSettled([making(), making(), making()]);

  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  await assert.rejects(making(), /at most 50 webhooks/);
});

test("a webhook is found only in its own namespace, and is deleted with it", async () => {
  const { webhook } = await make();
  const other = await makeNamespace({ team: await makeTeam({ owners: [olga] }) });
  const elsewhere = { namespaceId: other.id, id: webhook.id };
  await assert.rejects(findWebhook(actorOf(olga), elsewhere), { name: "NotFound" });

  await db.namespace.delete({ where: { id: web.id } });

  assert.equal(await db.webhook.count({ where: { id: webhook.id } }), 0);
});
