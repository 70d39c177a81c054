import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { record } from "../../../src/history/record.ts";
import type { AuditKey } from "../../../src/history/verbs.ts";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import { hasPushed, visibleActivities } from "../../../src/operations/activity/feed.ts";
import { db, type Namespace, transaction, type User } from "../../../src/platform/db/client.ts";
import { PageQuery } from "../../../src/platform/db/keyset.ts";
import { accessChanges } from "../../../src/tenancy/policy/visible-entries.ts";
import { useDatabase } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { actorOf, by, makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";

await useDatabase();

describe("visible activity", () => {
  const people: Record<string, Actor> = {};
  const happen = (user: User, key: AuditKey, subject: string, where: Partial<Namespace> = {}) =>
    transaction((tx) =>
      record(tx, by(user), {
        key,
        subject,
        ...(where.id && { namespaceId: where.id }),
        ...(where.teamId && { teamId: where.teamId }),
      }),
    );

  before(async () => {
    const [owner, member, stranger] = [await makeUser(), await makeUser(), await makeUser()];
    people.owner = actorOf(owner);
    people.member = actorOf(member);
    people.stranger = actorOf(stranger);
    people.admin = actorOf(await makeUser({ admin: true }));
    const team = await makeTeam({ owners: [owner], viewers: [member] });
    for (const visibility of ["private", "protected", "public"] as const) {
      const namespace = await makeNamespace({ visibility, team });
      await happen(owner, "repository.push", `${visibility}/app`, namespace);
    }
    await happen(owner, "team.create", "team", { teamId: team.id });
    await happen(owner, "application_token.create", "laptop");
    await happen(stranger, "repository.push", "elsewhere/app", { id: 999_999, teamId: 999_999 });
  });

  const visibleSubjects = {
    admin: ["elsewhere/app", "laptop", "team", "public/app", "protected/app", "private/app"],
    owner: ["laptop", "team", "public/app", "protected/app", "private/app"],
    member: ["team", "public/app", "protected/app", "private/app"],
    stranger: ["elsewhere/app", "public/app", "protected/app"],
  };

  for (const [person, subjects] of Object.entries(visibleSubjects))
    test(`${person} sees ${subjects.join(", ")}`, async () => {
      const { rows } = await visibleActivities(people[person] as Actor, {});

      assert.deepEqual(
        rows.map(({ subject }) => subject),
        subjects,
      );
    });

  test("only members of a repository see who got access to it", async () => {
    const [owner, member, other] = [await makeUser(), await makeUser(), await makeUser()];
    const team = await makeTeam({ owners: [owner] });
    const namespace = await makeNamespace({ visibility: "public", team });
    const repository = await makeRepository({ namespace });
    await db.repositoryMembership.create({
      data: { repositoryId: repository.id, userId: member.id, role: "viewer" },
    });
    const subject = repository.fullName;
    const where = { namespaceId: namespace.id, repositoryId: repository.id, teamId: team.id };
    for (const key of accessChanges)
      await transaction((tx) => record(tx, by(owner), { key, subject, ...where }));

    const seenBy = async (user: User) => {
      const { rows } = await visibleActivities(actorOf(user), {});
      return rows.filter((entry) => entry.subject === subject).length;
    };
    assert.deepEqual(await Promise.all([owner, member, other].map(seenBy)), [3, 3, 0]);
  });

  test("entries can be filtered by kind", async () => {
    const { rows } = await visibleActivities(people.owner as Actor, {}, { key: "team.create" });

    assert.deepEqual(
      rows.map(({ subject }) => subject),
      ["team"],
    );
  });

  test("a person has pushed once one of their pushes is recorded", async () => {
    assert.equal(await hasPushed(people.stranger as Actor), true);
    assert.equal(await hasPushed(people.member as Actor), false);
  });

  test("entries of a deleted repository have no link to it", async () => {
    const namespace = await makeNamespace({ visibility: "public" });
    const gone = await makeRepository({ namespace });
    const stays = await makeRepository({ namespace });
    for (const { id, fullName: subject } of [gone, stays])
      await db.activity.create({
        data: {
          key: "repository.push",
          actorName: "x",
          subject,
          namespaceId: namespace.id,
          repositoryId: id,
        },
      });
    await db.repository.delete({ where: { id: gone.id } });

    const { rows } = await visibleActivities(people.admin as Actor, {});

    assert.deepEqual(
      rows.slice(0, 2).map(({ subject, repositoryId }) => [subject, repositoryId]),
      [
        [stays.fullName, stays.id],
        [gone.fullName, null],
      ],
    );
  });

  test("after a public namespace is deleted, its private entries are visible only to its team", async () => {
    const [owner, reader] = [await makeUser(), await makeUser()];
    const team = await makeTeam({ owners: [owner] });
    const namespace = await makeNamespace({ visibility: "public", team });
    const secret = await makeRepository({ namespace, visibility: "private" });
    const where = { namespaceId: namespace.id, teamId: team.id, repositoryId: secret.id };
    const data = { key: "repository.push", actorName: "x", subject: secret.fullName, ...where };
    await db.activity.create({ data });
    await db.repository.delete({ where: { id: secret.id } });
    const knows = async (user: User) =>
      (await visibleActivities(actorOf(user), {})).rows.some((it) => it.subject === data.subject);

    assert.equal(await knows(reader), false);
    assert.equal(await knows(owner), true);
  });

  test("pages follow each other without gaps", async () => {
    const admin = people.admin as Actor;
    const all = await visibleActivities(admin, {});

    const first = await visibleActivities(admin, {}, { size: 3 });
    const second = await visibleActivities(admin, PageQuery.parse({ older: first.older }), {
      size: 3,
    });
    const back = await visibleActivities(admin, PageQuery.parse({ newer: second.newer }), {
      size: 3,
    });

    assert.deepEqual([...first.rows, ...second.rows], all.rows.slice(0, 6));
    assert.deepEqual(back.rows, first.rows);
  });
});
