import assert from "node:assert/strict";
import { test } from "node:test";
import { db, type Team, type User } from "../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../support/app.ts";
import {
  makeNamespace,
  makePerson,
  makeTeam,
  makeUser,
  unique,
} from "../../support/data/factories.ts";

const app = await useApp();

const browserOf = async (given: Partial<User> = {}) => {
  const { user } = await makePerson(given);
  return { user, browser: await signIn(app, user) };
};
const memberId = async (team: Team, user: User) =>
  (
    await db.membership.findUniqueOrThrow({
      where: { teamId_userId: { teamId: team.id, userId: user.id } },
    })
  ).id;
const roleOf = async (team: Team, user: User) =>
  (
    await db.membership.findUnique({
      where: { teamId_userId: { teamId: team.id, userId: user.id } },
    })
  )?.role;

test("a person who creates a team owns it", async () => {
  const { user, browser } = await browserOf();
  const name = unique("crew");
  await browser.get("/teams/new");

  const answer = await browser.post("/teams", { name, description: "**Ours**" });
  const page = await browser.get(answer.location ?? "");

  assert.equal(answer.status, 303);
  assert.match(page.text, /You are an owner of this team/);
  assert.match(page.text, /<strong>Ours<\/strong>/);
  assert.match(page.text, new RegExp(`${user.username}</a>\\s+<span class="quiet">\\(you\\)`));
});

test("a taken name comes back with the form and what was typed", async () => {
  const { browser } = await browserOf();
  const { name } = await makeTeam();
  await browser.get("/teams/new");

  const page = await browser.post("/teams", { name, description: "kept" });

  assert.equal(page.status, 422);
  assert.match(page.text, /Another team has this name/);
  assert.match(page.text, /kept<\/textarea>/);
});

test("a team's pages do not exist for strangers, and a viewer is refused its forms", async () => {
  const { browser: stranger } = await browserOf();
  const { user, browser: viewer } = await browserOf();
  const team = await makeTeam({ viewers: [user], owners: [await makeUser()] });

  const places = ["", "/edit", "/deletion", "/members/suggestions?q=a"];
  const seen = async (it: typeof viewer) => {
    const statuses: number[] = [];
    for (const place of places) statuses.push((await it.get(`/teams/${team.id}${place}`)).status);
    return statuses;
  };

  assert.deepEqual(await seen(stranger), [404, 404, 404, 404]);
  assert.deepEqual(await seen(viewer), [200, 403, 403, 403]);
});

test("an owner adds a member by name; a wrong name comes back with the form", async () => {
  const { user, browser } = await browserOf();
  const friend = await makeUser();
  const team = await makeTeam({ owners: [user] });

  const wrong = await browser.post(`/teams/${team.id}/members`, {
    user: "nobody-here",
    role: "owner",
  });
  const right = await browser.post(`/teams/${team.id}/members`, {
    user: ` ${friend.username.toUpperCase()} `,
    role: "contributor",
  });

  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /No active user has this name/);
  assert.match(wrong.text, /value="nobody-here"/);
  assert.equal(right.status, 303);
  assert.equal(await roleOf(team, friend), "contributor");
});

test("a robot is offered no role that it can't have, and is asked nothing about it", async () => {
  const { user, browser } = await browserOf();
  const robot = await makeUser({ robot: true });
  const team = await makeTeam({ owners: [user], viewers: [robot] });

  const { text } = await browser.get(`/teams/${team.id}`);
  const [, roles] =
    new RegExp(`Role of ${robot.username}[^>]*>([\\s\\S]*?)</select>`).exec(text) ?? [];
  const path = `/teams/${team.id}/members/${await memberId(team, robot)}/role`;
  const refused = await browser.post(path, { role: "owner" });

  assert.match(roles ?? "", /contributor/);
  assert.doesNotMatch(roles ?? "", /owner/);
  assert.equal(refused.status, 303);
  assert.match((await browser.get(`/teams/${team.id}`)).text, /A robot can&#39;t own a team/);
});

test("a role changes only after a page showed what the member gains", async () => {
  const { user, browser } = await browserOf();
  const friend = await makeUser();
  const team = await makeTeam({ owners: [user], viewers: [friend] });
  const namespace = await makeNamespace({ team });
  const path = `/teams/${team.id}/members/${await memberId(team, friend)}/role`;

  const asked = await browser.post(path, { role: "contributor" });
  const before = await roleOf(team, friend);
  const done = await browser.post(path, { role: "contributor", confirmed: "1" });

  assert.equal(asked.status, 200);
  assert.match(asked.text, new RegExp(`Make ${friend.username} a contributor of ${team.name}\\?`));
  assert.match(asked.text, new RegExp(`data-label="Gains">push<[\\s\\S]*${namespace.name}`));
  assert.equal(before, "viewer");
  assert.equal(done.status, 303);
  assert.equal(await roleOf(team, friend), "contributor");
});

test("TEA-004: the only owner sees why they cannot leave, instead of a confirmation page", async () => {
  const { user, browser } = await browserOf();
  const team = await makeTeam({ owners: [user] });

  const answer = await browser.post(
    `/teams/${team.id}/members/${await memberId(team, user)}/removal`,
  );
  const page = await browser.get(answer.location ?? "");

  assert.match(page.text, /Cannot remove the only owner of the team/);
  assert.equal(await roleOf(team, user), "owner");
});

test("leaving a team asks for confirmation and redirects to a page the person may see", async () => {
  const { user, browser } = await browserOf();
  const team = await makeTeam({ owners: [await makeUser()], viewers: [user] });
  const path = `/teams/${team.id}/members/${await memberId(team, user)}/removal`;

  const asked = await browser.post(path);
  const done = await browser.post(path, { confirmed: "1" });

  assert.match(asked.text, new RegExp(`Leave ${team.name}\\?`));
  assert.equal(done.location, "/teams");
  assert.equal(await roleOf(team, user), undefined);
});

test("the routes of a team do not reach members of another", async () => {
  const { user, browser } = await browserOf();
  const victim = await makeUser();
  const own = await makeTeam({ owners: [user] });
  const other = await makeTeam({ owners: [victim, await makeUser()] });
  const id = await memberId(other, victim);

  const role = await browser.post(`/teams/${own.id}/members/${id}/role`, {
    role: "viewer",
    confirmed: "1",
  });
  const removal = await browser.post(`/teams/${own.id}/members/${id}/removal`, { confirmed: "1" });

  assert.deepEqual([role.status, removal.status], [404, 404]);
  assert.equal(await roleOf(other, victim), "owner");
});

test("a viewer is refused an owner's forms, confirmed or not", async () => {
  const { user, browser } = await browserOf();
  const owner = await makeUser();
  const team = await makeTeam({ owners: [owner], viewers: [user] });
  const id = await memberId(team, owner);

  const statuses: number[] = [];
  for (const [path, fields] of [
    [`/teams/${team.id}/members`, { user: user.username, role: "owner" }],
    [`/teams/${team.id}/members/${id}/role`, { role: "viewer" }],
    [`/teams/${team.id}/members/${id}/role`, { role: "viewer", confirmed: "1" }],
    [`/teams/${team.id}/members/${id}/removal`, {}],
    [`/teams/${team.id}/members/${id}/removal`, { confirmed: "1" }],
    [`/teams/${team.id}/edit`, { name: "mine" }],
    [`/teams/${team.id}/deletion`, { typed: team.name }],
  ] as const)
    statuses.push((await browser.post(path, fields)).status);

  assert.deepEqual(statuses, [403, 403, 403, 403, 403, 403, 403]);
});

test("API-011: suggestions are JSON, whatever people call themselves", async () => {
  const { user, browser } = await browserOf();
  const stem = unique("typed");
  await makeUser({ username: stem, displayName: "<script>alert(1)</script>" });
  const team = await makeTeam({ owners: [user] });

  const answer = await browser.get(`/teams/${team.id}/members/suggestions?q=${stem}`);

  assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
  assert.deepEqual(JSON.parse(answer.text), [{ value: stem, label: "<script>alert(1)</script>" }]);
});

test("a person without a team sees what a team is for", async () => {
  const { browser } = await browserOf();

  assert.match((await browser.get("/teams")).text, /You are not in a team/);
});

test("a team of many shows a page of its members and finds the rest by name", async () => {
  const { user, browser } = await browserOf();
  const team = await makeTeam({ owners: [user] });
  const stem = unique("crowd");
  const usernames = Array.from({ length: 210 }, (_, n) => `${stem}-${String(n).padStart(3, "0")}`);
  await db.user.createMany({ data: usernames.map((username) => ({ username })) });
  const users = await db.user.findMany({ where: { username: { in: usernames } } });
  await db.membership.createMany({
    data: users.map(({ id }) => ({ teamId: team.id, userId: id, role: "viewer" as const })),
  });

  const all = await browser.get(`/teams/${team.id}`);
  const found = await browser.get(`/teams/${team.id}?q=${stem}-209`);

  assert.match(all.text, /211 members, 200 shown/);
  assert.doesNotMatch(all.text, new RegExp(`${stem}-209`));
  assert.match(found.text, new RegExp(`Role of ${stem}-209`));
  assert.doesNotMatch(found.text, new RegExp(`${stem}-001`));
});
