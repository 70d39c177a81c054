import assert from "node:assert/strict";
import { before, test } from "node:test";
import { db, type Repository, type Team, type User } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { browser, signIn, useApp, withoutRequestId } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import {
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  makeUser,
  unique,
} from "../../support/data/factories.ts";
import { makeProvider } from "../../support/data/providers.ts";

const app = await useApp();
await makeRegistry();

let mara: User;
let colleague: User;
let stranger: User;
let admin: User;
let web: Team;
before(async () => {
  mara = (await makePerson({ username: "mara", displayName: "Mara <b>Meyer</b> 🦭" })).user;
  colleague = (await makePerson()).user;
  stranger = (await makePerson()).user;
  admin = (await makePerson({ admin: true })).user;
  web = await makeTeam({ owners: [mara], viewers: [colleague] }, { name: "web" });
  await makeNamespace({ name: "storefront", team: web });
  await makeTeam({ owners: [mara] }, { name: "secret-plans" });
});

const page = async (user: User, name: string) => (await signIn(app, user)).get(paths.person(name));

test("a colleague sees shared teams and their namespaces, and no other team", async () => {
  const { status, text } = await page(colleague, "mara");

  assert.equal(status, 200);
  assert.ok(text.includes("Mara &lt;b&gt;Meyer&lt;/b&gt; 🦭"));
  assert.match(text, />web<\/a> <span class="quiet">owner/);
  assert.match(text, /storefront/);
  assert.doesNotMatch(text, /secret-plans|Application tokens|E-mail/);
});

test("a stranger without anything in common finds no page, as for a name that nobody has", async () => {
  const it = await signIn(app, stranger);

  const [real, invented] = [
    await it.get(paths.person("mara")),
    await it.get(paths.person("nobody")),
  ];

  assert.equal(real.status, 404);
  const main = ({ text }: { text: string }) => withoutRequestId(text.slice(text.indexOf("<main")));
  assert.equal(main(real).replaceAll("mara", "nobody"), main(invented));
});

function recordPush(pusher: User, { namespaceId, id: repositoryId, fullName }: Repository) {
  const actor = { actorId: pusher.id, actorName: pusher.username };
  return db.activity.create({
    data: { key: "repository.push", ...actor, namespaceId, repositoryId, subject: fullName },
  });
}

test("a search finds an account exactly if its page opens", async () => {
  const [open, closed] = [
    await makeRepository({ namespace: await makeNamespace({ visibility: "public" }) }),
    await makeRepository({ namespace: await makeNamespace({ visibility: "private" }) }),
  ];
  const [seen, hidden, silent] = [await makeUser(), await makeUser(), await makeUser()];
  for (let n = 1; n < 20; n += 1) await makeUser({ username: `${seen.username}-${n}` });
  await recordPush(seen, open);
  await recordPush(hidden, closed);

  const found = [];
  for (const viewer of [stranger, colleague, seen, admin]) {
    const it = await signIn(app, viewer);
    for (const { username } of [seen, hidden, silent, mara]) {
      const address = paths.person(username);
      const opens = (await it.get(address)).status === 200;
      const { text } = await it.get(`/search?q=${username}`);
      assert.equal(text.includes(`href="${address}"`), opens, `${username} for ${viewer.username}`);
      found.push(opens);
    }
  }
  const [yes, no] = [true, false];
  assert.deepEqual(found, [yes, no, no, no, yes, no, no, yes, yes, no, no, no, yes, yes, yes, yes]);
});

test("somebody who sees what a person pushed sees the person, with that repository only", async () => {
  const open = await makeNamespace({ visibility: "public" });
  const closed = await makeNamespace({ visibility: "private" });
  const pusher = await makeUser();
  const [seen, hidden] = [
    await makeRepository({ namespace: open }),
    await makeRepository({ namespace: closed }),
  ];
  for (const repository of [seen, hidden, seen]) await recordPush(pusher, repository);

  const { status, text } = await page(stranger, pusher.username);

  assert.equal(status, 200);
  assert.ok(text.includes(seen.fullName) && !text.includes(hidden.fullName));
  assert.equal(
    text.match(new RegExp(`<th scope="row"><a[^>]*>[^<]*${seen.fullName}`, "g"))?.length,
    1,
  );
});

test("a visitor who is not signed in is asked to sign in", async () => {
  const { status, location } = await browser(app).get(paths.person("mara"));

  assert.equal(status, 303);
  assert.match(location ?? "", /^\/sign-in/);
});

test("oneself finds the way to the profile", async () => {
  const { text } = await page(mara, "MARA");

  assert.match(text, /href="\/profile">Edit profile/);
  assert.match(text, /secret-plans/);
});

test("admins see tokens without anything of their secrets, sessions and sign-ins", async () => {
  const secret = { hash: Buffer.from("0123456789"), hint: "zq9x" };
  await db.applicationToken.create({
    data: { ...secret, userId: mara.id, name: "laptop", scopes: ["registry"], patterns: ["web/*"] },
  });

  const { text } = await page(admin, "mara");

  assert.match(text, /laptop/);
  assert.match(text, /only web\/\*/);
  assert.doesNotMatch(text, /zq9x/);
  assert.match(text, /mara@example\.org/);
  assert.ok(text.includes(paths.user(mara)));
  assert.match(text, /kind=sign-ins&amp;person=mara/);
});

test("a disabled account says so, and a deleted one has no page", async () => {
  const gone = await makeUser();
  await db.membership.create({ data: { teamId: web.id, userId: gone.id, role: "viewer" } });
  await db.user.update({ where: { id: gone.id }, data: { disabledAt: new Date() } });

  const disabled = await page(colleague, gone.username);
  await db.user.delete({ where: { id: gone.id } });
  const deleted = await page(admin, gone.username);

  assert.match(disabled.text, /A disabled account can't sign in/);
  assert.equal(deleted.status, 404);
});

test("the page of a robot says who manages it, and links there for those who do", async () => {
  const robot = await makeUser({ username: unique("web+ci"), robot: true, robotTeamId: web.id });
  await db.membership.create({ data: { teamId: web.id, userId: robot.id, role: "contributor" } });

  const [byOwner, byViewer] = [
    await page(mara, robot.username),
    await page(colleague, robot.username),
  ];

  assert.match(byViewer.text, /the owners of the team web/);
  assert.ok(byOwner.text.includes(`href="${paths.robot(robot)}"`));
  assert.ok(!byViewer.text.includes(`href="${paths.robot(robot)}"`));
});

test("the activity links to people, but not to deleted accounts", async () => {
  const gone = await makeUser({ username: "gone-fishing" });
  const key = "team.change_team_description";
  for (const { id, username } of [gone, mara])
    await db.activity.create({
      data: { key, actorId: id, actorName: username, teamId: web.id, subject: web.name },
    });
  await db.user.delete({ where: { id: gone.id } });

  const { text } = await (await signIn(app, admin)).get(paths.activity({ team: "web" }));

  assert.ok(text.includes(`href="${paths.person("mara")}"`));
  assert.match(text, /gone-fishing/);
  assert.ok(!text.includes(paths.person("gone-fishing")));
});

test("a person and admins see until when docker access lasts, if it ends", async () => {
  const { user } = await makePerson();
  const it = await signIn(app, user);
  const provider = await makeProvider();
  const confirmedAt = new Date("2026-11-20T10:00:00Z");
  const identity = { providerId: provider.id, subject: "s", label: "x", confirmedAt };
  await db.externalIdentity.create({ data: { ...identity, userId: user.id } });
  const seen = async () => [
    (await it.get("/profile")).text,
    (await page(admin, user.username)).text,
  ];

  for (const text of await seen()) assert.doesNotMatch(text, /Docker access/);
  await db.user.update({ where: { id: user.id }, data: { passwordHash: null } });

  for (const text of await seen())
    assert.match(
      text,
      /Docker access of .*? lasts until .*?2026-12-20T10:00:00.* renews it for 30 days/s,
    );
});
