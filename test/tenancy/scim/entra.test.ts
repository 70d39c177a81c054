import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { useApp } from "../../support/app.ts";
import { unique } from "../../support/data/factories.ts";
import { accountOf, makeScimProvider, patchOf } from "./scim-lab.ts";

// Requests of Entra ID. Their shapes are described in two documents of Microsoft:
// "Tutorial: Develop and plan provisioning for a SCIM endpoint in Microsoft Entra ID",
// https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
// "Known issues and resolutions with SCIM 2.0 protocol compliance of the Microsoft Entra user provisioning service",
// https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility

const app = await useApp();
const { scim } = await makeScimProvider(app);
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** "Create User", with nulls for what a person does not have. */
const created = (changes: object = {}) => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", enterprise],
  externalId: randomUUID(),
  userName: `${unique("entra")}@contoso.example`,
  active: true,
  addresses: null,
  emails: [{ primary: true, type: "work", value: `${unique("mail")}@contoso.example` }],
  meta: { resourceType: "User" },
  name: { formatted: "Joy Young", familyName: "Young", givenName: "Joy" },
  phoneNumbers: null,
  roles: [],
  title: null,
  ...changes,
});

async function make(changes: object = {}) {
  const { status, body } = await scim.post("/Users", created(changes));
  assert.equal(status, 201, body.detail);
  return body;
}

async function makeGroup(changes: object = {}) {
  const { status, body } = await scim.post("/Groups", {
    schemas: [
      "urn:ietf:params:scim:schemas:core:2.0:Group",
      "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
    ],
    externalId: randomUUID(),
    displayName: unique("group"),
    meta: { resourceType: "Group" },
    ...changes,
  });
  assert.equal(status, 201, body.detail);
  return body;
}

const filtered = (filter: string) => `filter=${encodeURIComponent(filter)}`;

test("the test of the connection looks for a user that does not exist, and gets an empty list", async () => {
  const { status, body } = await scim.get(`/Users?${filtered(`userName eq "${randomUUID()}"`)}`);

  assert.equal(status, 200);
  assert.deepEqual([body.totalResults, body.Resources], [0, []]);
  assert.equal((await scim.get(`/Users/${randomUUID()}`)).status, 404);
  assert.equal((await scim.get(`/Groups/${randomUUID()}`)).status, 404);
});

test("a user comes with nulls and attributes that Portus does not keep", async () => {
  const { body } = await scim.post("/Users", created({ [enterprise]: { department: "R&D" } }));

  assert.deepEqual(body.schemas, ["urn:ietf:params:scim:schemas:core:2.0:User"]);
  assert.deepEqual(
    Object.keys(body).filter((name) => ["addresses", "roles", "title", enterprise].includes(name)),
    [],
  );
  assert.equal((await accountOf(body)).displayName, "Joy Young");
});

for (const [what, filter] of [
  ["userName", ({ userName }: Found) => `userName eq "${userName.toUpperCase()}"`],
  ["externalId", ({ externalId }: Found) => `externalId eq "${externalId}"`],
  ["externalId without quotes", ({ externalId }: Found) => `externalId eq ${externalId}`],
  [
    "the address of work",
    ({ emails: [{ value }] }: Found) => `emails[type eq "work"].value eq "${value}"`,
  ],
  ["any address", ({ emails: [{ value }] }: Found) => `emails.value eq "${value}"`],
  ["id", ({ id }: Found) => `id eq "${id}"`],
  ["two attributes", ({ id, userName }: Found) => `id eq "${id}" and userName eq "${userName}"`],
] as const)
  test(`a user is found by ${what}`, async () => {
    const user = await make();
    await make();

    const { body } = await scim.get(`/Users?${filtered(filter(user))}`);

    assert.deepEqual(body.Resources, [user]);
  });

interface Found {
  id: string;
  userName: string;
  externalId: string;
  emails: [{ value: string }];
}

for (const [flag, operation] of Object.entries({
  "without the flag for compliance": { op: "Replace", path: "active", value: "False" },
  "with it": { op: "replace", path: "active", value: false },
}))
  test(`a user is disabled ${flag}`, async () => {
    const user = await make();

    const { status, body } = await scim.patch(`/Users/${user.id}`, patchOf(operation));

    assert.deepEqual([status, body.active], [200, false]);
    assert.equal((await accountOf(user)).suspension, "deprovisioned");
  });

for (const [flag, operations] of Object.entries({
  "without the flag for compliance": [
    { op: "Replace", path: "displayName", value: "Pvlo" },
    { op: "Replace", path: 'emails[type eq "work"].value', value: "new@contoso.example" },
    { op: "Replace", path: "name.givenName", value: "Gtfd" },
    { op: "Replace", path: "name.familyName", value: "Pkqf" },
    { op: "Replace", path: "externalId", value: "Eqpj" },
    { op: "Replace", path: `${enterprise}:employeeNumber`, value: "701" },
    { op: "Add", path: "nickName", value: "Babs" },
    { op: "Add", path: "manager", value: [{ $ref: "http://x/Users/1", value: "1" }] },
  ],
  "with it": [
    { op: "replace", path: 'emails[type eq "work"].value', value: "new@contoso.example" },
    {
      op: "replace",
      value: {
        displayName: "Pvlo",
        "name.givenName": "Gtfd",
        "name.familyName": "Pkqf",
        externalId: "Eqpj 2",
        [`${enterprise}:employeeNumber`]: "701",
      },
    },
  ],
}))
  test(`several attributes are replaced ${flag}`, async () => {
    const user = await make();

    const { status, body } = await scim.patch(`/Users/${user.id}`, patchOf(...operations));

    assert.equal(status, 200, body.detail);
    assert.equal(body.displayName, "Pvlo");
    assert.deepEqual(body.name, { formatted: "Joy Young", familyName: "Pkqf", givenName: "Gtfd" });
    assert.deepEqual(body.emails, [{ value: "new@contoso.example", type: "work", primary: true }]);
    assert.match(body.externalId, /^Eqpj/);
    assert.deepEqual((await scim.get(`/Users/${user.id}`)).body, body);
  });

test("an address is added by a filter that nothing matches yet, and removed by one", async () => {
  const user = await make({ emails: [] });
  const path = 'emails[type eq "work"].value';

  const added = await scim.patch(
    `/Users/${user.id}`,
    patchOf({ op: "Add", path, value: "a@b.example" }),
  );
  assert.deepEqual(added.body.emails, [{ value: "a@b.example", type: "work" }]);
  const removed = await scim.patch(
    `/Users/${user.id}`,
    patchOf({ op: "Remove", path: 'emails[type eq "work"]' }),
  );
  assert.deepEqual(removed.body.emails, []);
});

test("a deleted user is suspended, and the same key brings the account back", async () => {
  const user = await make();
  const { id } = await accountOf(user);

  assert.equal((await scim.delete(`/Users/${user.id}`)).status, 204);
  assert.equal((await scim.get(`/Users/${user.id}`)).status, 404);
  const again = await make({ externalId: user.externalId });

  assert.notEqual(again.id, user.id, "an id is not used twice");
  const account = await accountOf(again);
  assert.deepEqual([account.id, account.disabledAt], [id, null]);
});

test("a group is found by its name, without its members", async () => {
  const group = await makeGroup();

  const list = await scim.get(
    `/Groups?excludedAttributes=members&${filtered(`displayName eq "${group.displayName}"`)}`,
  );
  const one = await scim.get(`/Groups/${group.id}?excludedAttributes=members`);

  const { members, ...rest } = group;
  assert.deepEqual(members, []);
  assert.deepEqual(list.body.Resources, [rest]);
  assert.deepEqual(one.body, rest);
});

test("a second group with the name in another case is a conflict", async () => {
  const { displayName } = await makeGroup();

  const { status, body } = await scim.post("/Groups", { displayName: displayName.toUpperCase() });

  assert.deepEqual([status, body.scimType], [409, "uniqueness"]);
});

for (const [flag, removal] of Object.entries({
  "without the flag for compliance": (value: string) => ({
    op: "Remove",
    path: "members",
    value: [{ $ref: null, value }],
  }),
  "with it": (value: string) => ({ op: "remove", path: `members[value eq "${value}"]` }),
}))
  test(`members are added, asked for and removed ${flag}`, async () => {
    const [one, two] = [await make(), await make()];
    const group = await makeGroup();
    const place = `/Groups/${group.id}`;
    const isMember = async ({ id }: Found) => {
      const query = filtered(`id eq "${group.id}" and members eq "${id}"`);
      return (await scim.get(`/Groups?attributes=id&${query}`)).body.totalResults === 1;
    };

    const value = [one, two].map(({ id }) => ({ $ref: null, value: id }));
    assert.equal(
      (await scim.patch(place, patchOf({ op: "Add", path: "members", value }))).status,
      204,
    );
    assert.deepEqual([await isMember(one), await isMember(two)], [true, true]);
    assert.equal((await scim.patch(place, patchOf(removal(one.id)))).status, 204);
    assert.deepEqual([await isMember(one), await isMember(two)], [false, true]);
  });

test("schemas, types and the configuration say what is supported", async () => {
  const schemas = await scim.get("/Schemas");
  assert.deepEqual(
    schemas.body.Resources.map(({ name }: { name: string }) => name),
    ["User", "Group"],
  );
  const [user] = schemas.body.Resources;
  assert.deepEqual((await scim.get(`/Schemas/${user.id}`)).body, user);
  assert.equal((await scim.get("/Schemas?filter=id+eq+1")).status, 403);
  assert.equal((await scim.get("/Schemas/urn:none")).status, 404);
  assert.equal((await scim.get("/ResourceTypes/Group")).body.endpoint, "/Groups");
  const { body } = await scim.get("/ServiceProviderConfig");
  assert.deepEqual(
    [body.patch.supported, body.filter.supported, body.bulk.supported, body.sort.supported],
    [true, true, false, false],
  );
});
