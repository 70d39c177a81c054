import assert from "node:assert/strict";
import { test } from "node:test";
import { db, type User } from "../../../src/platform/db/client.ts";
import { signIn, useApp, browser as visitor } from "../../support/app.ts";
import {
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  makeUser,
  unique,
} from "../../support/data/factories.ts";

const app = await useApp();
await makeRegistry();

const browserOf = async (given: Partial<User> = {}) => {
  const { user } = await makePerson(given);
  return { user, browser: await signIn(app, user) };
};
const fresh = (id: number) => db.namespace.findUniqueOrThrow({ where: { id } });

test("an owner creates a namespace and is shown how to push to it", async () => {
  const { user, browser } = await browserOf();
  const team = await makeTeam({ owners: [user] });
  const name = unique("made");
  await browser.get(`/namespaces/new?team=${team.name}`);

  const answer = await browser.post("/namespaces", {
    name,
    team: team.name,
    visibility: "private",
  });
  const page = await browser.get(answer.location ?? "");

  assert.equal(answer.status, 303);
  assert.match(page.text, new RegExp(`docker push registry.test.lan:5000/${name}/my-image`));
  assert.match(page.text, new RegExp(`Members of ${team.name} may pull`));
});

test("after a namespace is created in another registry, the page names that registry to push to", async () => {
  const { user, browser } = await browserOf();
  const team = await makeTeam({ owners: [user] });
  const { id } = await makeRegistry({ name: "far", hostname: "far.test.lan:5001" });
  const name = unique("made");
  await browser.get("/namespaces/new");

  const answer = await browser.post("/namespaces", { name, team: team.name, registry: String(id) });

  const page = await browser.get(answer.location ?? "");
  assert.ok(page.text.includes(`Push to far.test.lan:5001/${name}/…`));
});

test("NAM-001: a bad name comes back with the form and what was typed", async () => {
  const { user, browser } = await browserOf();
  const team = await makeTeam({ owners: [user] });
  await browser.get("/namespaces/new");

  const page = await browser.post("/namespaces", { name: "R2D2", team: team.name });

  assert.equal(page.status, 422);
  assert.match(page.text, /value="R2D2"/);
  assert.match(page.text, /Use lower-case letters and digits/);
});

test("the name is checked while it is typed", async () => {
  const { user, browser } = await browserOf();

  const taken = await browser.get(`/namespaces/validate?name=${user.username}`);
  const free = await browser.get("/namespaces/validate?name=quite-free");

  assert.deepEqual(JSON.parse(taken.text), {
    valid: false,
    messages: ["This name is taken. Choose a different one."],
  });
  assert.deepEqual(JSON.parse(free.text), { valid: true, messages: [] });
});

test("a person without a team sees why they cannot create a namespace", async () => {
  const { browser } = await browserOf();

  const page = await browser.get("/namespaces/new");

  assert.equal(page.status, 403);
  assert.match(page.text, /Create a team first, or ask an admin/);
});

test("a private namespace does not exist for strangers and for anyone, by any address", async () => {
  const { browser } = await browserOf();
  const { id } = await makeNamespace();
  const statuses: number[] = [];
  for (const place of ["", "/edit"]) {
    statuses.push((await browser.get(`/namespaces/${id}${place}`)).status);
  }
  for (const place of ["edit", "visibility", "transfer", "deletion"])
    statuses.push((await browser.post(`/namespaces/${id}/${place}`, { confirmed: "1" })).status);

  assert.deepEqual(statuses, [404, 404, 404, 404, 404, 404]);
  assert.equal((await visitor(app).get(`/namespaces/${id}`)).status, 404);
});

test("a viewer is refused every change with 403", async () => {
  const { user, browser } = await browserOf();
  const team = await makeTeam({ owners: [await makeUser()], viewers: [user] });
  const { id } = await makeNamespace({ team });
  const own = await makeTeam({ owners: [user] });
  const statuses: number[] = [];
  statuses.push((await browser.get(`/namespaces/${id}/edit`)).status);
  for (const [place, fields] of [
    ["edit", { description: "mine" }],
    ["visibility", { visibility: "public", confirmed: "1" }],
    ["visibility", { visibility: "public" }],
    ["transfer", { team: own.name, confirmed: "1" }],
    ["deletion", {}],
  ] as const)
    statuses.push((await browser.post(`/namespaces/${id}/${place}`, fields)).status);

  assert.deepEqual(statuses, [403, 403, 403, 403, 403, 403]);
});

test("a namespace becomes public only after a page showed who gains what", async () => {
  const { user, browser } = await browserOf();
  const { id } = await makeNamespace({ team: await makeTeam({ owners: [user] }) });
  const path = `/namespaces/${id}/visibility`;
  await browser.get(`/namespaces/${id}/edit`);

  const asked = await browser.post(path, { visibility: "public" });
  const before = (await fresh(id)).visibility;
  const done = await browser.post(path, { visibility: "public", confirmed: "1" });

  assert.match(asked.text, /Anyone, without signing in[\s\S]*?data-label="Gains">pull</);
  assert.equal(before, "private");
  assert.equal(done.status, 303);
  assert.equal((await fresh(id)).visibility, "public");
});

test("a transfer shows who loses what, then moves the namespace", async () => {
  const { user, browser } = await browserOf();
  const carl = await makeUser();
  const { id } = await makeNamespace({
    team: await makeTeam({ owners: [user], contributors: [carl] }),
  });
  const receivingTeam = await makeTeam({ owners: [user] });
  await browser.get(`/namespaces/${id}/edit`);

  const asked = await browser.post(`/namespaces/${id}/transfer`, { team: receivingTeam.name });
  const done = await browser.post(`/namespaces/${id}/transfer`, {
    team: receivingTeam.name,
    confirmed: "1",
  });
  const wrong = await browser.post(`/namespaces/${id}/transfer`, { team: "no such team" });

  assert.match(asked.text, new RegExp(`${carl.username}[\\s\\S]*?data-label="Loses">pull, push<`));
  assert.equal(done.status, 303);
  assert.equal((await fresh(id)).teamId, receivingTeam.id);
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /There is no team with this name/);
});

test("a deletion lists what will be deleted and asks to type the name", async () => {
  const { user, browser } = await browserOf();
  const { id, name } = await makeNamespace({ team: await makeTeam({ owners: [user] }) });
  await browser.get(`/namespaces/${id}/edit`);

  const { location: plan = "" } = await browser.post(`/namespaces/${id}/deletion`);
  const wrong = await browser.post(`${plan}/execution`, { typed: "something" });
  const still = await db.namespace.count({ where: { id } });
  const right = await browser.post(`${plan}/execution`, { typed: name });

  assert.equal(wrong.status, 422);
  assert.match(wrong.text, new RegExp(`The namespace ${name}: 0 repositories, 0 tags`));
  assert.match(wrong.text, new RegExp(`Type ${name} to delete it`));
  assert.equal(still, 1);
  assert.deepEqual([right.status, right.location], [303, plan]);
  assert.equal(await db.namespace.count({ where: { id } }), 0);
});

test("descriptions are markdown without markup of their own", async () => {
  const { user, browser } = await browserOf();
  const { id } = await makeNamespace({ team: await makeTeam({ owners: [user] }) });
  await browser.get(`/namespaces/${id}/edit`);

  await browser.post(`/namespaces/${id}/edit`, {
    description: "**bold** <script>alert(1)</script>",
  });
  const { text } = await browser.get(`/namespaces/${id}`);

  assert.match(text, /<strong>bold<\/strong> &lt;script&gt;/);
});
