import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import { flushDecisions } from "../../../src/tenancy/decisions/queue.ts";
import { explainInText } from "../../../src/tenancy/why/command-actions.ts";
import { type Answer, useTokenEndpoint } from "../../protocol/token/token-client.ts";
import { browser, signIn } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { formOf } from "./form.ts";

const { app, tokenClient: docker } = await useTokenEndpoint();

const { mail } = config;
afterEach(() => Object.assign(config, { mail }));

interface Shop {
  owner: User;
  viewer: User;
  stranger: User;
  name: string;
}

let shop: Shop;

beforeEach(async () => {
  const [owner, viewer, stranger] = [await makeUser(), await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner], viewers: [viewer] });
  const namespace = await makeNamespace({ team, visibility: "private" });
  await makeRepository({ namespace, name: "web" });
  shop = { owner, viewer, stranger, name: namespace.name };
});

const idOf = ({ headers }: Answer) => headers.get("portus-decision") ?? "";

const push = (user?: User, name = "web") =>
  docker.get([["scope", `repository:${shop.name}/${name}:pull,push`]], user);

test("the newcomer's path: a refused push, its page, the owner's button, and the push is granted", async () => {
  const { owner, viewer } = shop;
  const refused = idOf(await push(viewer));

  const own = await (await signIn(app, viewer)).get(`/why/${refused}`);
  assert.equal(own.status, 200);
  assert.match(own.text, /Only owners and contributors of the namespace/);
  assert.match(own.text, /is a viewer in the team/);
  assert.doesNotMatch(own.text, /Make contributor/);

  const owners = await signIn(app, owner);
  const page = await owners.get(`/why/${refused}`);
  const form = formOf(page.text, "Make contributor");
  const question = await owners.post(form.action, { ...form.fields, confirmed: "1" });
  assert.equal(question.status, 303);

  const granted = await push(viewer);
  assert.equal(granted.body.errors, undefined);
  const after = await owners.get(`/why/${refused}`);
  assert.match(after.text, /It would be granted now/);
});

test("a stranger is made a member with the needed role by the owner's button", async () => {
  const { owner, stranger, name } = shop;
  const refused = idOf(await push(stranger));
  const owners = await signIn(app, owner);

  const form = formOf((await owners.get(`/why/${refused}`)).text, "Make contributor");
  const answer = await owners.post(form.action, form.fields);

  assert.equal(answer.status, 303);
  const roles = await db.membership.findMany({
    where: { userId: stranger.id, team: { namespaces: { some: { name } } } },
  });
  assert.deepEqual(
    roles.map(({ role }) => role),
    ["contributor"],
  );
});

test("a stranger's own page does not tell a private repository from one that does not exist", async () => {
  const { stranger } = shop;
  const strangers = await signIn(app, stranger);
  const there = idOf(await push(stranger));
  const gone = idOf(await docker.get([["scope", "repository:nowhere/web:pull,push"]], stranger));

  const text = async (id: string, name: string) =>
    (await strangers.get(`/why/${id}`)).text
      .replaceAll(id, "ID")
      .replaceAll(name, "NAME")
      .replace(
        /Request <span[^>]*>[0-9a-f]+|<meta name="csrf[^>]*>|value="[\w.-]{20,}"|datetime="[^"]*"|title="[^"]*UTC"|data-live-since="\d+"/g,
        "",
      );

  assert.equal(await text(there, shop.name), await text(gone, "nowhere"));
});

test("an anonymous refusal is shown to anyone who has its address, without the name", async () => {
  const id = idOf(await push());

  const page = await browser(app).get(`/why/${id}`);

  assert.equal(page.status, 200);
  assert.match(page.text, /anonymous/);
  assert.ok(!page.text.includes(shop.name));
});

test("decisions of others are not found, and the list needs a sign-in", async () => {
  const id = idOf(await push(shop.viewer));

  assert.equal((await browser(app).get(`/why/${id}`)).status, 404);
  assert.equal((await (await signIn(app, shop.stranger)).get(`/why/${id}`)).status, 404);
  assert.equal((await browser(app).get("/why")).location, "/sign-in?return=%2Fwhy");
});

test("people see their own refusals, owners those of a place, and what is pasted leads to its page", async () => {
  const { owner, viewer, name } = shop;
  const id = idOf(await push(viewer));
  const viewers = await signIn(app, viewer);
  const owners = await signIn(app, owner);

  assert.ok((await viewers.get("/why")).text.includes(`/why/${id}`));
  assert.ok(!(await owners.get("/why")).text.includes(`/why/${id}`));
  assert.ok((await owners.get(`/why?repository=${name}/web`)).text.includes(`/why/${id}`));
  assert.ok((await owners.get(`/why?repository=${name}/`)).text.includes(`/why/${id}`));
  assert.ok(!(await owners.get(`/why?repository=${name}/other`)).text.includes(`/why/${id}`));
  const pasted = `denied: requested access is denied. Why: http://x/why/${id}`;
  const found = await viewers.get(`/why?q=${encodeURIComponent(pasted)}`);
  assert.equal(found.location, `/why/${id}`);
  assert.match(
    (await viewers.get(`/why?q=${"0".repeat(32)}`)).text,
    /No decision that you may see/,
  );
});

test("the list is exported as CSV and NDJSON", async () => {
  const id = idOf(await push(shop.viewer));
  const viewers = await signIn(app, shop.viewer);

  const csv = await viewers.get("/why/decisions.csv");
  const ndjson = await viewers.get("/why/decisions.ndjson");

  assert.ok(csv.text.includes(`\r\n${id},`));
  assert.match(csv.text, /Only owners and contributors/);
  assert.equal(JSON.parse(ndjson.text.split("\n")[0] ?? "").id, id);
});

test("owners read on the access pages how much was refused today", async () => {
  const { owner, viewer, name } = shop;
  await push(viewer);
  await push(viewer);
  await flushDecisions();
  const owners = await signIn(app, owner);
  const namespace = await db.namespace.findFirst({ where: { name } });

  const members = await owners.get(`/namespaces/${namespace?.id}/members`);
  const access = await owners.get(`/repositories/${name}/web/-/access`);

  for (const { text } of [members, access]) assert.match(text, /2 refused pushes today/);
  const seenByViewer = await (await signIn(app, viewer)).get(`/repositories/${name}/web/-/access`);
  assert.doesNotMatch(seenByViewer.text, /refused pushes/);
});

test("a person asks the owners once, by a letter that leads to the page", async () => {
  Object.assign(config, { mail: { from: { name: "Portus", address: "portus@example.org" } } });
  const { viewer, owner } = shop;
  const id = idOf(await push(viewer));
  const viewers = await signIn(app, viewer);

  const form = formOf((await viewers.get(`/why/${id}`)).text, "Ask the owners by e-mail");
  await viewers.post(form.action, form.fields);
  await viewers.post(form.action, form.fields);

  const letters = await db.email.findMany({ where: { purpose: "access-request" } });
  assert.deepEqual(
    letters.map(({ recipient }) => recipient),
    [owner.email],
  );
  assert.match((await viewers.get(`/why/${id}`)).text, /You asked the owners/);
});

test("without a mail server nobody is offered to ask, and others can't ask for somebody", async () => {
  const id = idOf(await push(shop.viewer));

  const page = await (await signIn(app, shop.viewer)).get(`/why/${id}`);
  const owners = await signIn(app, shop.owner);
  await owners.get(`/why/${id}`);
  const refused = await owners.post(`/why/${id}/requests`);

  assert.doesNotMatch(page.text, /Ask the owners/);
  assert.equal(refused.status, 403);
});

test("bin/portus why explains a decision to the operator", async () => {
  const id = idOf(await push(shop.viewer));

  const text = await explainInText(id);

  assert.match(text, /^Partly granted: push to /);
  assert.match(text, new RegExp(`signed in as ${shop.viewer.username}`));
  assert.match(text, /refused {2}push .*: Only owners and contributors/);
  assert.match(text, /must become a contributor/);
});
