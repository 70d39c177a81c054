import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { useApp } from "../../support/app.ts";
import { makeTeam, unique } from "../../support/data/factories.ts";
import { accountOf, makeScimProvider, patchOf, scimUser } from "./scim-lab.ts";

const app = await useApp();
const { scim } = await makeScimProvider(app);

test("the same user sent twice at once is made once", async () => {
  const user = scimUser();

  const answers = await Promise.all([1, 2, 3, 4].map(() => scim.post("/Users", user)));

  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [201, 409, 409, 409]);
  assert.equal(await db.user.count({ where: { displayName: user.displayName } }), 1);
});

test("the same group sent twice at once is made once", async () => {
  const displayName = unique("once");

  const answers = await Promise.all([1, 2, 3].map(() => scim.post("/Groups", { displayName })));

  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
});

test("changes of members that overlap are all applied", async () => {
  const users = await Promise.all(
    Array.from({ length: 4 }, async () => (await scim.post("/Users", scimUser())).body),
  );
  const groups = await Promise.all(
    [1, 2].map(async () => (await scim.post("/Groups", { displayName: unique("race") })).body),
  );

  const answers = await Promise.all(
    groups.flatMap(({ id }) =>
      users.map((user) =>
        scim.patch(
          `/Groups/${id}`,
          patchOf({ op: "add", path: "members", value: [{ value: user.id }] }),
        ),
      ),
    ),
  );

  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [204]);
  for (const { id } of groups)
    assert.equal((await scim.get(`/Groups/${id}`)).body.members.length, 4);
});

test("a group takes members while they are deleted, and leaves those out", async () => {
  for (let round = 0; round < 5; round += 1) {
    const users = await Promise.all(
      Array.from({ length: 6 }, async () => (await scim.post("/Users", scimUser())).body),
    );
    const { body: group } = await scim.post("/Groups", { displayName: unique("race") });
    const value = users.map(({ id }) => ({ value: id }));

    const answers = await Promise.all([
      ...users.map(({ id }) => scim.delete(`/Users/${id}`)),
      scim.patch(`/Groups/${group.id}`, patchOf({ op: "add", path: "members", value })),
      scim.post("/Groups", { displayName: unique("race"), members: value }),
    ]);

    const statuses = new Set(answers.map(({ status }) => status));
    assert.deepEqual([...statuses].sort(), [201, 204]);
    assert.deepEqual((await scim.get(`/Groups/${group.id}`)).body.members ?? [], []);
  }
});

test("a user who is suspended and changed at once is suspended", async () => {
  const { body } = await scim.post("/Users", scimUser());
  const place = `/Users/${body.id}`;
  const rename = (value: string) => patchOf({ op: "replace", path: "displayName", value });

  await Promise.all([
    scim.patch(place, rename("One")),
    scim.patch(place, patchOf({ op: "replace", value: { active: false } })),
    scim.patch(place, rename("Two")),
  ]);

  assert.equal((await accountOf(body)).suspension, "deprovisioned");
  assert.equal((await scim.get(place)).body.active, false);
});

test("users and groups are deleted and changed at the same time, each by several requests", async () => {
  const { provider, scim } = await makeScimProvider(app);
  const team = await makeTeam();
  for (let round = 0; round < 5; round += 1) {
    const users = await Promise.all(
      Array.from({ length: 5 }, async () => (await scim.post("/Users", scimUser())).body),
    );
    const members = users.map(({ id }) => ({ value: id }));
    const groups = await Promise.all(
      [1, 2, 3].map(async () => {
        const displayName = unique("race");
        const data = { providerId: provider.id, group: displayName, teamId: team.id };
        await db.groupMapping.create({ data: { ...data, role: "contributor" } });
        return (await scim.post("/Groups", { displayName, members })).body;
      }),
    );
    const rename = () => patchOf({ op: "replace", path: "displayName", value: unique("other") });
    const remove = patchOf({ op: "remove", path: "members", value: members.slice(0, 3) });

    const answers = await Promise.all([
      ...groups.flatMap(({ id }) => [
        scim.patch(`/Groups/${id}`, remove),
        scim.patch(`/Groups/${id}`, rename()),
      ]),
      ...[...users, ...users].map(({ id }) => scim.delete(`/Users/${id}`)),
      ...groups.flatMap(({ id }) => [scim.delete(`/Groups/${id}`), scim.delete(`/Groups/${id}`)]),
    ]);

    const refused = answers.filter(({ status }) => ![200, 204, 404].includes(status));
    assert.deepEqual(refused, []);
    assert.equal(await db.scimMember.count({ where: { group: { providerId: provider.id } } }), 0);
  }
});
