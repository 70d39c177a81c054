import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import {
  type Rules,
  removeRules,
  saveRules,
} from "../../../src/lifecycle/retention/saved-rules.ts";
import {
  namespaceScope,
  repositoryScopeById,
  type Scope,
} from "../../../src/lifecycle/retention/scope.ts";
import { db, type Namespace, type User } from "../../../src/platform/db/client.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { actorOf, by, makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const rules: Rules = {
  matching: "",
  protecting: "",
  newest: 3,
  pushedDays: null,
  pulledDays: null,
  latestOfMinor: false,
  deleteAllMatching: false,
  untaggedDays: null,
  nightly: true,
};
let owner: User;
let namespace: Namespace;
let scopes: Scope[];

beforeEach(async () => {
  await db.retentionRule.deleteMany();
  owner = await makeUser();
  namespace = await makeNamespace({ team: await makeTeam({ owners: [owner] }) });
  const repository = await makeRepository({ namespace });
  scopes = [
    await namespaceScope(actorOf(owner), namespace.id),
    await repositoryScopeById(actorOf(owner), repository.id),
  ];
});

const transfer = async () => {
  const { id: teamId } = await makeTeam();
  await db.namespace.update({ where: { id: namespace.id }, data: { teamId } });
};
const savedRules = () => db.retentionRule.count();

test("an owner saves no rules in a namespace that was transferred in the meantime", async () => {
  await transfer();

  for (const scope of scopes)
    await assert.rejects(saveRules(by(actorOf(owner)), scope, rules), { name: "NotFound" });

  assert.equal(await savedRules(), 0);
});

test("an owner removes no rules in a namespace that was transferred in the meantime", async () => {
  for (const scope of scopes) await saveRules(by(actorOf(owner)), scope, rules);
  await transfer();

  for (const scope of scopes)
    await assert.rejects(removeRules(by(actorOf(owner)), scope), { name: "NotFound" });

  assert.equal(await savedRules(), 2);
});

test("an owner who has become a viewer saves no rules", async () => {
  await db.membership.updateMany({ where: { userId: owner.id }, data: { role: "viewer" } });

  for (const scope of scopes)
    await assert.rejects(saveRules(by(actorOf(owner)), scope, rules), { name: "Forbidden" });

  assert.equal(await savedRules(), 0);
});

test("rules of a namespace that no longer exists are not saved", async () => {
  await db.namespace.delete({ where: { id: namespace.id } });

  for (const scope of scopes)
    await assert.rejects(saveRules(by(actorOf(owner)), scope, rules), { name: "NotFound" });

  assert.equal(await db.activity.count({ where: { actorName: owner.username } }), 0);
});

test("saved rules are recorded with the team that has the namespace by then", async () => {
  const receiver = await makeTeam({ owners: [owner] });
  await db.namespace.update({ where: { id: namespace.id }, data: { teamId: receiver.id } });

  for (const scope of scopes) await saveRules(by(actorOf(owner)), scope, rules);

  const entries = await db.activity.findMany({ where: { actorName: owner.username } });
  assert.deepEqual(
    entries.map(({ key, teamId }) => [key, teamId]),
    [
      ["retention.save", receiver.id],
      ["retention.save", receiver.id],
    ],
  );
});
