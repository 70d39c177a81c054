import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { useApp } from "../../support/app.ts";
import { unique } from "../../support/data/factories.ts";
import { accountOf, makeScimProvider, patchOf } from "./scim-lab.ts";

// Requests of Okta. Their shapes are described in Okta's "SCIM 2.0 protocol reference":
// https://developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20

const app = await useApp();
const { scim } = await makeScimProvider(app);

/** "Create the User". Okta sends a password, too, which Portus ignores. */
const created = (login: string, changes: object = {}) => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  userName: login,
  name: { givenName: "Mara", familyName: "Lind" },
  emails: [{ primary: true, value: login, type: "work" }],
  displayName: "Mara Lind",
  locale: "en-US",
  externalId: `00u${unique("key")}`,
  groups: [],
  password: "not read",
  active: true,
  ...changes,
});

test("Okta's test of the connection reads a page of users", async () => {
  const { status, headers, body } = await scim.get("/Users?startIndex=1&count=2");

  assert.equal(status, 200);
  assert.match(headers.get("content-type") ?? "", /^application\/scim\+json/);
  assert.deepEqual(body.schemas, ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]);
  assert.deepEqual([body.totalResults, body.startIndex, body.itemsPerPage], [0, 1, 0]);
  assert.deepEqual(body.Resources, []);
});

test("Okta looks for a user by userName, creates them, and finds them", async () => {
  const login = `${unique("mara")}@example.org`;
  const query = `/Users?filter=${encodeURIComponent(`userName eq "${login}"`)}&startIndex=1&count=100`;
  assert.equal((await scim.get(query)).body.totalResults, 0);

  const answer = await scim.post("/Users", created(login));

  assert.equal(answer.status, 201);
  assert.equal(answer.headers.get("location"), answer.body.meta.location);
  assert.equal(answer.body.userName, login);
  assert.deepEqual(answer.body.name, { familyName: "Lind", givenName: "Mara" });
  assert.equal(answer.body.password, undefined);
  const found = await scim.get(query);
  assert.deepEqual(found.body.Resources, [answer.body]);
  const account = await accountOf(answer.body);
  assert.equal(account.username, login.split("@")[0]);
  assert.equal(account.displayName, "Mara Lind");
  assert.equal(account.passwordHash, null);
  assert.equal(await db.namespace.count({ where: { ownerId: account.id } }), 1);
});

test("a second user with the name or the key is a conflict", async () => {
  const login = `${unique("twice")}@example.org`;
  const { body } = await scim.post("/Users", created(login));

  const again = await scim.post("/Users", created(login.toUpperCase()));
  const sameKey = await scim.post("/Users", created("other", { externalId: body.externalId }));

  for (const { status, body } of [again, sameKey]) {
    assert.equal(status, 409);
    assert.equal(body.scimType, "uniqueness");
    assert.equal(body.status, "409");
    assert.deepEqual(body.schemas, ["urn:ietf:params:scim:api:messages:2.0:Error"]);
  }
});

test("Okta changes a profile with PUT of what it read, without the key", async () => {
  const { body } = await scim.post("/Users", created(`${unique("put")}@example.org`));
  const { externalId, ...read } = body;

  const { status, body: changed } = await scim.put(`/Users/${body.id}`, {
    ...read,
    name: { givenName: "Mara", middleName: "Excited", familyName: "Lind" },
    groups: [],
  });

  assert.equal(status, 200);
  assert.equal(changed.name.middleName, "Excited");
  assert.equal(changed.externalId, externalId, "what is not sent is not gone");
  assert.equal(changed.active, true);
});

for (const [how, deactivate] of Object.entries({
  "a PATCH without a path": (_: object) => patchOf({ op: "replace", value: { active: false } }),
  "a PUT of an app made with the wizard": (body: object) => ({ ...body, active: false }),
}))
  test(`Okta deactivates with ${how}, and activates in the same way`, async () => {
    const { body } = await scim.post("/Users", created(`${unique("off")}@example.org`));
    const place = `/Users/${body.id}`;
    const sent = deactivate(body);
    const isPatch = "Operations" in sent;
    const send = isPatch ? scim.patch : scim.put;

    const { status, body: off } = await send(place, sent);

    assert.equal(status, 200);
    assert.equal(off.active, false);
    assert.equal((await accountOf(body)).suspension, "deprovisioned");
    assert.equal((await scim.get(place)).body.active, false, "an inactive user is still there");
    const on = isPatch ? patchOf({ op: "replace", value: { active: true } }) : body;
    assert.equal((await send(place, on)).body.active, true);
    assert.equal((await accountOf(body)).disabledAt, null);
  });

test("Okta pushes a group, renames it, changes its members, replaces them, and deletes it", async () => {
  const [one, two] = await Promise.all(
    ["one", "two"].map(async (who) => {
      const { body } = await scim.post("/Users", created(`${unique(who)}@example.org`));
      return body;
    }),
  );
  const displayName = unique("Engineering");
  const made = await scim.post("/Groups", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    displayName,
    members: [],
  });
  assert.equal(made.status, 201);
  assert.deepEqual(made.body.members, []);
  const place = `/Groups/${made.body.id}`;
  const members = async () =>
    (await scim.get(place)).body.members.map(({ value }: { value: string }) => value);

  const renamed = await scim.patch(
    place,
    patchOf({ op: "replace", value: { id: made.body.id, displayName: `${displayName} 2` } }),
  );
  assert.equal(renamed.status, 204);
  assert.equal((await scim.get(place)).body.displayName, `${displayName} 2`);

  const added = [{ value: one.id, display: one.userName }];
  await scim.patch(place, patchOf({ op: "add", path: "members", value: added }));
  assert.deepEqual(await members(), [one.id]);
  const moved = await scim.patch(
    place,
    patchOf(
      { op: "remove", path: `members[value eq "${one.id}"]` },
      { op: "add", path: "members", value: [{ value: two.id }] },
    ),
  );
  assert.deepEqual(moved.body, null);
  assert.deepEqual(await members(), [two.id]);
  const both = [{ value: one.id }, { value: two.id }];
  await scim.patch(place, patchOf({ op: "replace", path: "members", value: both }));
  assert.deepEqual(await members(), [one.id, two.id]);

  const put = await scim.put(place, { displayName, members: [{ value: two.id }] });
  assert.equal(put.status, 200);
  assert.deepEqual(await members(), [two.id]);
  assert.equal((await scim.delete(place)).status, 204);
  assert.equal((await scim.get(place)).status, 404);
});

test("Okta imports users and groups a page at a time", async () => {
  const { scim: other } = await makeScimProvider(app);
  for (const at of [1, 2, 3, 4, 5])
    await other.post("/Users", created(`${unique(`page${at}`)}@example.org`));

  const first = await other.get("/Users?startIndex=1&count=2");
  const last = await other.get("/Users?startIndex=5&count=2");
  const beyond = await other.get("/Users?startIndex=6&count=2");

  assert.deepEqual([first.body.totalResults, first.body.itemsPerPage], [5, 2]);
  assert.deepEqual([last.body.totalResults, last.body.itemsPerPage], [5, 1]);
  assert.deepEqual([beyond.body.totalResults, beyond.body.Resources], [5, []]);
  assert.equal((await other.get("/Groups?startIndex=1&count=100")).body.totalResults, 0);
});
