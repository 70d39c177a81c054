import assert from "node:assert/strict";
import { test } from "node:test";
import { createToken } from "../../../src/identity/tokens/tokens.ts";
import { db } from "../../../src/platform/db/client.ts";
import { createAccount } from "../../../src/tenancy/accounts/accounts.ts";
import { deleteAccount } from "../../../src/tenancy/accounts/deletion.ts";
import { browser, signIn, useApp } from "../../support/app.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import {
  actorOf,
  by,
  makePerson,
  makeTeam,
  makeUser,
  password,
} from "../../support/data/factories.ts";
import { withInsertsRefused } from "../../support/data/refused-inserts.ts";

const app = await useApp();
const ada = await makeUser({ admin: true, username: "ada" });
const admin = actorOf(ada);
const draft = { displayName: null, admin: false, password: null };

test("USR-007: tags and activity keep the name of a deleted person", async () => {
  const { user, namespace } = await makePerson({ username: "kim" });
  const repository = await makeRepository({ namespace });
  const tag = await makeTag(await makeManifest(repository), "1", {
    authorName: "kim",
    authorId: user.id,
  });
  const limits = { patterns: [], actions: [], addresses: [] };
  await createToken(by(user), user.id, { name: "ci", expiresAt: null, ...limits });

  await deleteAccount(by(admin), user.id);

  const kept = await db.tag.findUniqueOrThrow({ where: { id: tag.id } });
  const lines = await db.activity.findMany({ where: { actorName: "kim" } });
  const last = await db.activity.findFirstOrThrow({ where: { key: "user.delete" } });
  assert.equal(kept.authorName, "kim");
  assert.deepEqual(
    lines.map(({ key }) => key),
    ["application_token.create"],
  );
  assert.deepEqual([last.subject, last.actorName], ["kim", "ada"]);
  assert.equal(await db.applicationToken.count({ where: { userId: user.id } }), 0);
});

test("USR-007: deleting a person deletes their empty namespace, and its name stays reserved", async () => {
  const { user, namespace } = await makePerson();

  await deleteAccount(by(admin), user.id);

  const { registryId, name } = namespace;
  assert.equal(await db.namespace.findUnique({ where: { id: namespace.id } }), null);
  assert.equal(await db.team.findUnique({ where: { id: namespace.teamId } }), null);
  const where = { registryId_name: { registryId, name } };
  assert.ok(await db.namespaceReservation.findUnique({ where }));
});

test("USR-007: a personal namespace with repositories stays, and admins may transfer it to a team", async () => {
  const { user, namespace } = await makePerson();
  await makeRepository({ namespace });
  await makeTeam({}, { name: "receivers" });

  await deleteAccount(by(admin), user.id);
  const it = await signIn(app, ada);
  await it.get(`/namespaces/${namespace.id}`);
  const given = await it.post(`/namespaces/${namespace.id}/transfer`, {
    team: "receivers",
    confirmed: "1",
  });

  assert.equal(given.status, 303);
  const after = await db.namespace.findUniqueOrThrow({
    where: { id: namespace.id },
    include: { team: true },
  });
  assert.equal(after.team.name, "receivers");
});

test("only admins delete accounts, and never their own", async () => {
  const { user } = await makePerson();

  await assert.rejects(deleteAccount(by(user), ada.id), { name: "Forbidden" });
  await assert.rejects(deleteAccount(by(user), user.id), { name: "Forbidden" });
  await assert.rejects(deleteAccount(by(admin), admin.id), { name: "Forbidden" });
});

test("FIELD 17: of two admins who delete each other at once, one stays", async () => {
  const bea = await makeUser({ admin: true });

  const outcomes = await Promise.allSettled([
    deleteAccount(by(admin), bea.id),
    deleteAccount(by(bea), admin.id),
  ]);

  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal(await db.user.count({ where: { admin: true, disabledAt: null } }), 1);
  if (!(await db.user.findUnique({ where: { id: ada.id } })))
    await db.user.create({ data: { ...ada } }); // for the tests that follow
  await db.user.deleteMany({ where: { id: bea.id } });
});

test("an admin creates an account with a first password, which works at once", async () => {
  const it = await signIn(app, ada);
  await it.get("/admin/users/new");

  const fields = { username: "withword", email: "", displayName: "With Word", password };
  const made = await it.post("/admin/users/new", fields);

  assert.equal(made.location, "/admin/users");
  const user = await db.user.findUniqueOrThrow({ where: { username: "withword" } });
  assert.deepEqual([user.email, user.displayName, user.admin], [null, "With Word", false]);
  await signIn(app, user);
  assert.equal(await db.namespace.count({ where: { ownerId: user.id } }), 1);
});

test("without a password and without e-mail the admin is shown a link, once, which sets it", async () => {
  const it = await signIn(app, ada);
  await it.get("/admin/users/new");

  const made = await it.post("/admin/users/new", { username: "bylink", password: "" });
  const [, path = ""] =
    /http:\/\/portus\.test\.lan:3000(\/new-password\?[^<"\s]+)/.exec(made.text) ?? [];
  const visitor = browser(app);
  const form = await visitor.get(path);
  const link = new URL(path, app.url).searchParams.get("link") ?? "";
  const set = await visitor.post("/new-password", { link, password });

  assert.equal(made.status, 201);
  assert.equal(made.headers.get("cache-control"), "no-store");
  assert.equal(form.status, 200);
  assert.equal(set.location, "/sign-in");
  await signIn(app, await db.user.findUniqueOrThrow({ where: { username: "bylink" } }));
});

test("an account whose link can't be stored is not created", async () => {
  const input = { ...draft, username: "half-made", email: "half@example.org" };

  await withInsertsRefused("emailed_links", () =>
    assert.rejects(createAccount(by(admin), input), /no row for emailed_links/),
  );

  assert.equal(await db.user.count({ where: { username: "half-made" } }), 0);
});

test("without a mail server, the page for a forgotten password says to ask an admin", async () => {
  const page = await browser(app).get("/forgotten-password");

  assert.match(page.text, /Ask an admin for a link/);
});

test("a taken name returns the form with what was typed", async () => {
  const { user } = await makePerson();
  const it = await signIn(app, ada);
  await it.get("/admin/users/new");

  const again = await it.post("/admin/users/new", {
    username: user.username,
    email: "typed@example.org",
  });

  assert.equal(again.status, 422);
  assert.match(again.text, /This user name is taken/);
  assert.match(again.text, /value="typed@example.org"/);
});

test("ordinary people make, change and delete no accounts", async () => {
  const { user } = await makePerson();
  const it = await signIn(app, user);

  const answers = [
    await it.get("/admin/users/new"),
    await it.post("/admin/users/new", { username: "mine" }),
    await it.post(`/admin/users/${ada.id}`, { email: "x@example.org" }),
    await it.post(`/admin/users/${ada.id}/password-link`),
    await it.post(`/admin/users/${ada.id}/deletion`, { confirmed: "1" }),
  ];

  assert.deepEqual(
    answers.map(({ status }) => status),
    [403, 403, 403, 403, 403],
  );
  await assert.rejects(createAccount(by(user), { ...draft, username: "x", email: null }), {
    name: "Forbidden",
  });
});

test("an admin changes an account; another's address is refused, and comes back with the form", async () => {
  const { user } = await makePerson();
  const { user: other } = await makePerson();
  const it = await signIn(app, ada);
  await it.get(`/admin/users/${user.id}`);

  const saved = await it.post(`/admin/users/${user.id}`, {
    email: "new@example.org",
    displayName: "Kim",
  });
  const refused = await it.post(`/admin/users/${user.id}`, { email: other.email ?? "" });

  assert.equal(saved.status, 303);
  assert.equal(refused.status, 422);
  const now = await db.user.findUniqueOrThrow({ where: { id: user.id } });
  assert.deepEqual([now.email, now.displayName], ["new@example.org", "Kim"]);
});

test("the page before a deletion says what goes, what stays, and which teams lose their only owner", async () => {
  const { user, namespace } = await makePerson();
  await makeRepository({ namespace });
  const disabled = await makeUser({ disabledAt: new Date() });
  await makeTeam({ owners: [user, disabled] }, { name: "orphans-to-be" });
  const it = await signIn(app, ada);

  const page = await it.get(`/admin/users/${user.id}/deletion`);
  const asked = await it.post(`/admin/users/${user.id}/deletion`);

  assert.match(page.text, /contains repositories and stays/);
  assert.match(page.text, /The team orphans-to-be will have no active owner/);
  assert.equal(asked.status, 200);
  assert.ok(await db.user.findUnique({ where: { id: user.id } }));
  const done = await it.post(`/admin/users/${user.id}/deletion`, { confirmed: "1" });
  assert.equal(done.location, "/admin/users");
  const where = { key: "user.delete", subject: user.username };
  const { details } = await db.activity.findFirstOrThrow({ where });
  assert.deepEqual(details, { ownerless: ["orphans-to-be"] });
});

test("users are found by a part of their name or address, whatever it holds, page by page", async () => {
  const it = await signIn(app, ada);
  await db.user.createMany({
    data: Array.from({ length: 60 }, (_, n) => ({
      username: `found${n}`,
      email: `f_${n}@sought.example.org`,
    })),
  });

  const first = await it.get("/admin/users?q=SOUGHT.example");
  const older = /href="(\/admin\/users\?[^"]*older=[^"]*)"/.exec(first.text)?.[1] ?? "";
  const second = await it.get(older.replaceAll("&amp;", "&"));
  const none = await it.get("/admin/users?q=%25_%25");

  const rows = ({ text }: { text: string }) => text.match(/<tr>\s*<th scope="row">/g)?.length ?? 0;
  assert.deepEqual([rows(first), rows(second)], [50, 10]);
  assert.match(older, /q=SOUGHT/);
  assert.match(none.text, /No user matches/);
});
