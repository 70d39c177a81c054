import assert from "node:assert/strict";
import { before, test } from "node:test";
import { countsByHour, pruneHours } from "../../../src/catalogue/pulls/by-hour.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";

const app = await useApp();
const thisHour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const hour = (ago: number) => new Date(thisHour - ago * 3_600_000);
let [member, stranger, admin, outsider]: User[] = [];

before(async () => {
  [member, stranger, admin, outsider] = [
    await makeUser(),
    await makeUser(),
    await makeUser({ admin: true }),
    await makeUser(),
  ];
  const team = await makeTeam({ viewers: [member] });
  const namespace = await makeNamespace({ team, visibility: "public" });
  const open = await makeRepository({ namespace });
  const hidden = await makeRepository({ namespace, visibility: "private" });
  const secret = await makeRepository({ namespace: await makeNamespace() });
  await db.repositoryMembership.create({
    data: { repositoryId: secret.id, userId: outsider.id, role: "viewer" },
  });
  const rows = [
    [open.id, 0, 1, 10],
    [open.id, 23, 2, 20],
    [open.id, 24, 500, 500],
    [hidden.id, 0, 4, 40],
    [secret.id, 5, 8, 80],
  ] as const;
  for (const [repositoryId, ago, pushes, pulls] of rows)
    await db.hourlyCounts.create({ data: { repositoryId, hour: hour(ago), pushes, pulls } });
});

const sums = async (user: User | undefined) => {
  const hours = user ? await countsByHour(user) : [];
  assert.equal(hours.length, 24);
  assert.deepEqual(hours.at(-1)?.hour, hour(0));
  return [
    hours.reduce((sum, it) => sum + it.pushes, 0),
    hours.reduce((sum, it) => sum + it.pulls, 0),
  ];
};

test("the last 24 hours count only repositories that the viewer may see", async () => {
  assert.deepEqual(await sums(stranger), [3, 30]);
  assert.deepEqual(await sums(member), [7, 70]);
  assert.deepEqual(await sums(outsider), [11, 110]);
  assert.deepEqual(await sums(admin), [15, 150]);
});

test("the dashboard shows them as two rows of bars in the part that is kept up to date", async () => {
  const person = await signIn(app, stranger ?? (await makeUser()));

  const { text } = await person.get(paths.home());

  const [, live = ""] = text.split('data-live-part="dashboard"');
  assert.match(live, /aria-label="3 pushes in the last 24 hours, hour by hour"/);
  assert.match(live, /aria-label="30 pulls in the last 24 hours, hour by hour"/);
  assert.equal(live.match(/<rect/g)?.length, 48);
});

test("older hours are deleted", async () => {
  const { id: repositoryId } = await makeRepository();
  await db.hourlyCounts.create({ data: { repositoryId, hour: hour(30), pushes: 1 } });

  assert.equal(await pruneHours(), 1);
});
