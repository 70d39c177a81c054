import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { describeRepository } from "../../../src/catalogue/repositories/change.ts";
import {
  addComment,
  deleteComment,
} from "../../../src/catalogue/repositories/discussion/comments.ts";
import { star } from "../../../src/catalogue/repositories/discussion/stars.ts";
import { type FoundRepository, findRepository } from "../../../src/catalogue/repositories/find.ts";
import { db, type Team, type User } from "../../../src/platform/db/client.ts";
import { Forbidden, NotFound } from "../../../src/platform/errors.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeTeam,
  makeUser,
  unique,
} from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

// Another request may change a repository between finding it and writing to it.

await useDatabase();

let owner: User;
let team: Team;
let found: FoundRepository;
before(async () => {
  owner = await makeUser();
  team = await makeTeam({ owners: [owner] });
});

beforeEach(async () => {
  const namespace = await makeNamespace({ name: unique("web"), team, visibility: "public" });
  const { fullName } = await makeRepository({ namespace });
  found = await findRepository(actorOf(owner), fullName);
});

const deleteRepository = () => db.repository.delete({ where: { id: found.id } });
const entries = () => db.activity.findMany({ where: { repositoryId: found.id } });

for (const [what, write] of [
  ["a comment on", () => addComment(by(owner), found, "It works.")],
  ["a star for", () => star(actorOf(owner), found)],
  ["a description of", () => describeRepository(by(owner), found, "What it is.")],
] as const)
  test(`${what} a repository that was deleted in the meantime is a 404 and is not recorded`, async () => {
    await deleteRepository();

    await assert.rejects(write, NotFound);

    assert.deepEqual(await entries(), []);
  });

test("REP-010: a former owner cannot change the description", async () => {
  await db.membership.deleteMany({ where: { teamId: team.id, userId: owner.id } });

  await assert.rejects(describeRepository(by(owner), found, "What it is."), Forbidden);

  await db.membership.create({ data: { teamId: team.id, userId: owner.id, role: "owner" } });
  assert.deepEqual(await entries(), []);
});

test("REP-010: a description is recorded with the team of the namespace", async () => {
  await describeRepository(by(owner), found, "What it is.");

  const [entry] = await entries();
  assert.deepEqual([entry?.key, entry?.teamId], ["repository.describe", team.id]);
});

test("concurrent deletions of a comment delete and record it once", async () => {
  await addComment(by(owner), found, "It works.");
  const { id } = await db.comment.findFirstOrThrow({ where: { repositoryId: found.id } });

  const outcomes = await Promise.allSettled(
    [1, 2, 3].map(() => deleteComment(by(owner), found, id)),
  );

  const refused = outcomes.flatMap((it) => (it.status === "rejected" ? [it.reason] : []));
  assert.equal(refused.length, 2);
  for (const reason of refused) assert.ok(reason instanceof NotFound);
  const keys = (await entries()).map(({ key }) => key).sort();
  assert.deepEqual(keys, ["comment.create", "comment.delete"]);
});
