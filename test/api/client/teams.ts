import assert from "node:assert/strict";
import { test } from "node:test";
import { makePerson } from "../../support/data/factories.ts";
import { admin } from "./setup.ts";

test("teams, members and namespaces are created, changed and deleted", async () => {
  const { user } = await makePerson();
  const body = { name: "web", description: "the web" };
  const { id } = (await admin("post_teams", { body })).json;
  const path = { id };
  await admin("get_teams");
  await admin("get_teams_id", { path });
  await admin("put_teams_id", { path, body: { description: "" } });

  const added = await admin("post_teams_id_members", {
    path,
    body: { user: user.username, role: "viewer" },
  });
  const member = { id, member_id: added.json.id };
  const members = await admin("get_teams_id_members", { path });
  const losing = await admin("post_teams_id_members_member_id_preview", {
    path: member,
    body: { role: null },
  });
  const raised = await admin("put_teams_id_members_member_id", {
    path: member,
    body: { role: "contributor" },
  });
  await admin("delete_teams_id_members_member_id", { path: member });

  assert.equal(members.json.length, 2);
  assert.equal(raised.json.role, "contributor");
  const name = "webspace";
  assert.equal((await admin("get_namespaces_validate", { query: { name } })).json.valid, true);
  const made = await admin("post_namespaces", { body: { name, team: "web" } });
  const namespace = { id: made.json.id };
  await admin("get_namespaces");
  await admin("get_teams_id_namespaces", { path });
  await admin("get_namespaces_id", { path: namespace });
  const preview = await admin("post_namespaces_id_preview", {
    path: namespace,
    body: { visibility: "public" },
  });
  assert.deepEqual(losing.json, []); // the team has no namespace yet
  assert.deepEqual(preview.json.map(({ gains, where }) => [gains, where])[0], [["pull"], [name]]);
  assert.equal((await admin("get_namespaces_id", { path: namespace })).json.visibility, "private");
  await admin("put_namespaces_id", { path: namespace, body: { visibility: "public" } });
  await admin("get_namespaces_id_repositories", { path: namespace });
  assert.equal((await admin("delete_namespaces_id", { path: namespace })).status, 204);
  assert.equal((await admin("delete_teams_id", { path })).status, 204);
});

test("robots are created, listed, changed and deleted", async () => {
  await admin("post_teams", { body: { name: "machines" } });
  const body = { team: "machines", name: "ci", role: "viewer" };
  const { id } = (await admin("post_robots", { body })).json;
  const path = { id };

  const listed = await admin("get_robots");
  await admin("get_robots_id", { path });
  await admin("put_robots_id", { path, body: { role: "contributor" } });
  const deleted = await admin("delete_robots_id", { path });

  const one = listed.json.find((robot) => robot.id === id);
  assert.deepEqual([one?.team, one?.role, one?.application_tokens], ["machines", "viewer", 1]);
  assert.equal(deleted.status, 204);
});
