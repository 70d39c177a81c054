import assert from "node:assert/strict";
import { test } from "node:test";
import { db, type Team } from "../../../src/platform/db/client.ts";
import { applyChangedMappings } from "../../../src/tenancy/external-sign-in/mappings.ts";
import { signInExternally } from "../../../src/tenancy/external-sign-in/sign-in.ts";
import { useApp } from "../../support/app.ts";
import { makeTeam, makeUser, unique } from "../../support/data/factories.ts";
import { externalPerson, mapGroup } from "../../support/data/providers.ts";
import { statementsOf } from "../../support/statements.ts";
import { accountOf, makeScimProvider, patchOf, scimUser } from "./scim-lab.ts";

const app = await useApp();
const { provider, scim } = await makeScimProvider(app);

const makeScimUser = async (changes: object = {}) =>
  (await scim.post("/Users", scimUser(changes))).body;

async function makeMapped(role: "viewer" | "owner" = "viewer") {
  const displayName = unique("group");
  const team = await makeTeam();
  await mapGroup(provider, displayName, { team, role });
  const { body: group } = await scim.post("/Groups", { displayName });
  return { team, group, displayName, place: `/Groups/${group.id}` };
}

const membersOf = async ({ id: teamId }: Team) =>
  (await db.membership.findMany({ where: { teamId }, orderBy: { userId: "asc" } })).map(
    ({ userId, role }) => `${userId} ${role}`,
  );

const add = (...users: { id: string }[]) =>
  patchOf({ op: "add", path: "members", value: users.map(({ id }) => ({ value: id })) });
const remove = ({ id }: { id: string }) =>
  patchOf({ op: "remove", path: `members[value eq "${id}"]` });

test("a team is filled before anybody signs in, and members who leave the group leave it", async () => {
  const { team, place } = await makeMapped();
  const [one, two] = [await makeScimUser(), await makeScimUser()];
  const [first, second] = [await accountOf(one), await accountOf(two)];

  await scim.patch(place, add(one, two));
  assert.equal(await applyChangedMappings(), 2);
  assert.deepEqual(await membersOf(team), [`${first.id} viewer`, `${second.id} viewer`]);

  await scim.patch(place, remove(one));
  assert.equal(await applyChangedMappings(), 1, "only who changed is looked at");
  assert.deepEqual(await membersOf(team), [`${second.id} viewer`]);
});

test("the job does nothing for a group that is sent again as it is", async () => {
  const { displayName, place } = await makeMapped();
  const user = await makeScimUser();
  await scim.patch(place, add(user));
  await applyChangedMappings();

  await scim.put(place, { displayName, members: [{ value: user.id }] });

  assert.equal(await applyChangedMappings(), 0);
});

test("a renamed or deleted group gives nothing under its former name", async () => {
  for (const end of [
    (place: string) =>
      scim.patch(place, patchOf({ op: "replace", path: "displayName", value: unique("new") })),
    (place: string) => scim.delete(place),
  ]) {
    const { team, place } = await makeMapped();
    await scim.patch(place, add(await makeScimUser()));
    await applyChangedMappings();
    assert.equal((await membersOf(team)).length, 1);

    await end(place);
    await applyChangedMappings();

    assert.deepEqual(await membersOf(team), []);
  }
});

test("a mapping that is added later applies to those who are in the group already", async () => {
  const { body: group } = await scim.post("/Groups", { displayName: unique("early") });
  await scim.patch(`/Groups/${group.id}`, add(await makeScimUser()));
  await applyChangedMappings();
  const team = await makeTeam();
  await mapGroup(provider, group.displayName, { team, role: "viewer" });
  await db.signInProvider.update({ where: { id: provider.id }, data: { mappedAt: new Date() } });

  await applyChangedMappings();

  assert.equal((await membersOf(team)).length, 1);
});

test("memberships by hand stay, and the last owner may leave with the group", async () => {
  const { team, place } = await makeMapped("owner");
  const user = await makeScimUser();
  const { id: userId } = await accountOf(user);
  await db.membership.deleteMany({ where: { teamId: team.id } });
  await db.membership.create({ data: { teamId: team.id, userId, role: "viewer" } });

  await scim.patch(place, add(user));
  await applyChangedMappings();
  assert.deepEqual(await membersOf(team), [`${userId} owner`]);
  await scim.patch(place, remove(user));
  await applyChangedMappings();
  assert.deepEqual(await membersOf(team), [`${userId} viewer`]);
});

test("SCIM decides of the groups that it sends, and the claim of the others", async () => {
  const { team, displayName, place } = await makeMapped();
  const claimed = await makeTeam();
  await mapGroup(provider, "only in the claim", { team: claimed, role: "viewer" });
  const user = await makeScimUser();
  const { id } = await accountOf(user);
  const signIn = (groups: string[] | null) =>
    signInExternally(
      provider,
      externalPerson({ subject: user.externalId, directoryKey: user.externalId, groups }),
      { address: null },
    );

  await signIn([displayName, "only in the claim"]);
  assert.deepEqual([await membersOf(team), await membersOf(claimed)], [[], [`${id} viewer`]]);
  await scim.patch(place, add(user));
  await applyChangedMappings();
  await signIn(["only in the claim"]);
  assert.deepEqual(await membersOf(team), [`${id} viewer`], "a claim without the group");
  await signIn(null);
  await scim.patch(place, remove(user));
  await applyChangedMappings();
  assert.deepEqual([await membersOf(team), await membersOf(claimed)], [[], [`${id} viewer`]]);
});

test("a group that SCIM begins to send ends what an older claim gave, until it is deleted", async () => {
  const displayName = unique("claimed");
  const team = await makeTeam();
  await mapGroup(provider, displayName, { team, role: "viewer" });
  const user = await makeScimUser();
  const key = { subject: user.externalId, directoryKey: user.externalId };
  await signInExternally(provider, externalPerson({ ...key, groups: [displayName] }), {
    address: null,
  });
  assert.equal((await membersOf(team)).length, 1);

  const { body: group } = await scim.post("/Groups", { displayName });
  await applyChangedMappings();
  assert.deepEqual(await membersOf(team), []);
  await scim.delete(`/Groups/${group.id}`);
  await applyChangedMappings();
  assert.equal((await membersOf(team)).length, 1);
});

test("who a request removes from a group that it also renames loses its role", async () => {
  const { team, place } = await makeMapped();
  await scim.patch(place, add(await makeScimUser()));
  await applyChangedMappings();

  await scim.put(place, { displayName: unique("other"), members: [] });
  await applyChangedMappings();

  assert.deepEqual(await membersOf(team), []);
});

test("groups make admins and end it, and the last admin stays", async () => {
  await makeUser({ admin: true });
  const { body: group } = await scim.post("/Groups", { displayName: unique("root") });
  await mapGroup(provider, group.displayName, "admin");
  const user = await makeScimUser();

  await scim.patch(`/Groups/${group.id}`, add(user));
  await applyChangedMappings();
  assert.equal((await accountOf(user)).admin, true);
  await scim.patch(`/Groups/${group.id}`, remove(user));
  await applyChangedMappings();
  assert.equal((await accountOf(user)).admin, false);
});

/** Users of the provider, made in few statements. */
async function makeMany(count: number): Promise<{ id: string }[]> {
  const name = unique("many");
  await db.$executeRaw`
    WITH people AS (INSERT INTO users (username, updated_at) SELECT ${name} || n, now() FROM generate_series(1, ${count}::int) AS n
        RETURNING id, username),
      identities AS (INSERT INTO external_identities (provider_id, user_id, label, directory_key)
        SELECT ${provider.id}::int, id, username, username FROM people RETURNING id, label)
    INSERT INTO scim_users (provider_id, identity_id, user_name, active, profile, emails)
      SELECT ${provider.id}::int, id, label, true, '{}', '{}' FROM identities`;
  const rows = await db.scimUser.findMany({ where: { userName: { startsWith: name } } });
  return rows.map(({ id }) => ({ id: `u${id}` }));
}

test("1500 members come and go in one request each, with as few statements as one member", async () => {
  const { team, place, displayName } = await makeMapped();
  const many = await makeMany(1500);
  const one = await statementsOf(
    async () => void (await scim.patch(place, add(...many.slice(0, 1)))),
  );

  const all = await statementsOf(async () => void (await scim.patch(place, add(...many))));

  assert.equal(all.length, one.length);
  assert.ok(all.length <= 14, all.map(({ text }) => text).join("\n"));
  assert.equal((await scim.get(place)).body.members.length, 1500);
  const waiting = { providerId: provider.id, mappedAt: new Date(0) };
  assert.equal(await db.externalIdentity.count({ where: waiting }), 1500);
  const members = many.slice(0, 3).map(({ id }) => ({ value: id }));
  const put = await statementsOf(
    async () => void (await scim.put(place, { displayName, members })),
  );
  assert.ok(put.length <= 14, `${put.length}`);
  assert.equal((await scim.get(place)).body.members.length, 3);
  const rest = many.slice(3).map(({ id }) => Number(id.slice(1)));
  await db.externalIdentity.updateMany({
    where: { scimUser: { id: { in: rest } } },
    data: { mappedAt: new Date() }, // they take half a minute
  });
  await applyChangedMappings();
  assert.equal((await membersOf(team)).length, 3);
});

test("members that are no users of this provider are left out, and admins see it", async () => {
  const { scim: other, provider: there } = await makeScimProvider(app);
  const { body: stranger } = await other.post("/Users", scimUser());
  const user = await makeScimUser();
  const { place } = await makeMapped();

  const { status } = await scim.patch(place, add(user, stranger, { id: "u999999" }, { id: "g1" }));

  assert.equal(status, 204);
  const { body } = await scim.get(place);
  assert.deepEqual(
    body.members.map(({ value }: { value: string }) => value),
    [user.id],
  );
  const token = await db.scimToken.findUniqueOrThrow({ where: { providerId: provider.id } });
  assert.match(token.lastError ?? "", /2 members of .* left out/);
  assert.equal((await other.get(`${place}`)).status, 404, `${there.name} sees no other's group`);
});

test("a page of groups with many members has fewer of them", async () => {
  const { scim: own, provider: there } = await makeScimProvider(app);
  await db.$executeRaw`
    WITH made AS (INSERT INTO scim_groups (provider_id, display_name) SELECT ${there.id}::int, 'big ' || n FROM generate_series(1, 3) AS n RETURNING id)
    INSERT INTO scim_members (group_id, user_id) SELECT made.id, person.id FROM made, scim_users AS person`;
  const perGroup = await db.scimUser.count();
  await db.$executeRaw`
    WITH people AS (INSERT INTO users (username, updated_at) SELECT 'page' || n, now() FROM generate_series(1, ${11_000 - perGroup}::int) AS n RETURNING id, username),
      identities AS (INSERT INTO external_identities (provider_id, user_id, label) SELECT ${there.id}::int, id, username FROM people RETURNING id, label),
      sent AS (INSERT INTO scim_users (provider_id, identity_id, user_name, active, profile, emails)
        SELECT ${there.id}::int, id, label, true, '{}', '{}' FROM identities RETURNING id)
    INSERT INTO scim_members (group_id, user_id) SELECT known.id, sent.id FROM scim_groups AS known, sent WHERE known.provider_id = ${there.id}`;

  const { body } = await own.get("/Groups?count=3");
  const { body: without } = await own.get("/Groups?count=3&excludedAttributes=members");

  assert.deepEqual([body.totalResults, body.itemsPerPage], [3, 1]);
  assert.equal(without.itemsPerPage, 3);
});
