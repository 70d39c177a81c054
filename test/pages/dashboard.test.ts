import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { db, type Prisma, type User } from "../../src/platform/db/client.ts";
import { signIn, useApp } from "../support/app.ts";
import {
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../support/data/factories.ts";

const app = await useApp();

describe("the dashboard, the activity and the admin overview", () => {
  let admin: User;
  let person: User;

  before(async () => {
    admin = await makeUser({ admin: true });
    person = (await makePerson()).user;
    const team = await makeTeam({ viewers: [person] });
    const seen = await makeNamespace({ name: "seen", team });
    const unseen = await makeNamespace({ name: "unseen" });
    for (const { name, id } of [seen, unseen])
      await db.activity.create({
        data: {
          key: "repository.push",
          actorName: "somebody",
          subject: `${name}/app`,
          namespaceId: id,
          details: { tag: "1.0" },
        },
      });
  });

  test("a person who has not pushed yet sees how, with their namespace in the commands", async () => {
    const { text } = await (await signIn(app, person)).get("/");

    assert.match(text, /Push your first image/);
    assert.match(text, /Waiting for your first push/);
    assert.ok(text.includes(`docker push registry.test.lan:5000/${person.username}/my-image`));
  });

  test("a personal namespace is listed first, however many namespaces a person is in", async () => {
    const { user } = await makePerson({ username: "zoe" });
    const team = await makeTeam({ viewers: [user] });
    const place = { registryId: (await makeRegistry()).id, teamId: team.id, kind: "team" as const };
    const names = Array.from({ length: 101 }, (_, at) => `many-${String(at).padStart(3, "0")}`);
    await db.namespace.createMany({
      data: names.map((name) => ({ name, visibility: "private" as const, ...place })),
    });

    const { text } = await (await signIn(app, user)).get("/");

    const [, first] = /My namespaces[\s\S]*?"\/namespaces\/\d+">([^<]+)/.exec(text) ?? [];
    assert.equal(first, "zoe");
    assert.ok(text.includes("docker push registry.test.lan:5000/zoe/my-image"));
  });

  test("after the first push the dashboard says so and drops the introduction", async () => {
    const { user } = await makePerson();
    await db.activity.create({
      data: { key: "repository.push", actorId: user.id, actorName: "x", subject: "x/y" },
    });

    const { text } = await (await signIn(app, user)).get("/");

    assert.match(text, /badge--good">Push received/);
    assert.doesNotMatch(text, /Push your first image/);
  });

  test("only somebody whose password works with docker is told to use it", async () => {
    const directory = (clientLogin: boolean) => ({
      create: {
        subject: "somebody",
        label: "somebody",
        provider: {
          create: {
            kind: "ldap" as const,
            slug: `ldap-${clientLogin}`,
            name: "x",
            settings: { clientLogin },
          },
        },
      },
    });
    const cases: [data: Prisma.UserUpdateInput, works: boolean][] = [
      [{}, true],
      [{ secondFactorSince: new Date() }, false],
      [{ passwordHash: null }, false],
      [{ passwordHash: null, identities: directory(true) }, true],
      [{ passwordHash: null, identities: directory(false) }, false],
    ];
    for (const [data, works] of cases) {
      const { user } = await makePerson();
      const it = await signIn(app, user);
      await db.user.update({ where: { id: user.id }, data });

      const { text } = await it.get("/");

      const led = /no password that works with docker.*#tokens.*\/configure\/credential-helper/s;
      assert.equal(/your password or an application token/.test(text), works, JSON.stringify(data));
      assert.equal(led.test(text), !works, JSON.stringify(data));
      assert.ok(text.includes("registry.test.lan:5000&#34;: &#34;portus&#34;"));
    }
  });

  for (const path of ["/", "/activity"])
    test(`${path} shows pushes only to visible namespaces`, async () => {
      const { text } = await (await signIn(app, person)).get(path);

      assert.match(text, /seen\/app:1\.0/);
      assert.doesNotMatch(text, /unseen/);
    });

  test("My namespaces lists what the person may do in each", async () => {
    const { text } = await (await signIn(app, person)).get("/");

    const words = text.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
    assert.match(words, new RegExp(`My namespaces ${person.username} pull, push, delete`));
    assert.match(words, /seen pull; 0 repositories/);
  });

  test("a person without a namespace reads how to get one", async () => {
    const { text } = await (await signIn(app, await makeUser())).get("/");

    assert.match(text, /You are not a member of any team/);
    assert.match(text, /docker push registry\.test\.lan:5000\/NAMESPACE\/my-image/);
  });

  test("the admin overview is for admins", async () => {
    const page = await (await signIn(app, person)).get("/admin");

    assert.equal(page.status, 403);
    assert.match(page.text, /for admins/);
  });

  test("the admin overview lists problems with links, and does not wait for registries", async () => {
    await makeRegistry();
    await db.registryEvent.create({
      data: {
        eventId: "failed",
        action: "push",
        repository: "nowhere/app",
        occurredAt: new Date(),
        payload: {},
        state: "failed",
        tryAfter: null,
      },
    });
    const it = await signIn(app, admin);
    const started = performance.now();

    const { status, text } = await it.get("/admin");

    assert.equal(status, 200);
    assert.ok(performance.now() - started < 3_000);
    assert.match(text, /1 event could not be applied\./);
    assert.match(text, /<a [^>]*href="\/admin\/events">See failed events<\/a>/);
    assert.match(text, /PORTUS_REGISTRY_URL/);
  });
});

describe("after the first push", () => {
  const pushedBy = (user: User) =>
    db.activity.create({
      data: {
        key: "repository.push",
        actorId: user.id,
        actorName: user.username,
        subject: "seen/app",
        details: { tag: "1.0" },
      },
    });

  test("the dashboard says what to do next, and what of it is done", async () => {
    const admin = await makeUser({ admin: true });
    await pushedBy(admin);

    const { text } = await (await signIn(app, admin)).get("/");

    assert.match(text, /Push received/);
    const [, steps = ""] = /What next([\s\S]*?)<\/section>/.exec(text) ?? [];
    const labels = steps.match(/(Done:[\s\S]*?)?<a href="[^"]+">[^<]+/g) ?? [];
    assert.deepEqual(
      labels.map((it) => [it.includes("Done:"), it.replace(/[\s\S]*>/, "")]),
      [
        [true, "Invite people"],
        [true, "Create a team"],
        [false, "Create a robot"],
        [false, "Set retention"],
        [false, "Check the set-up"],
      ],
    );
  });

  test("somebody who is no admin is not asked to invite people, and may hide the steps", async () => {
    const { user } = await makePerson();
    await pushedBy(user);
    const tab = await signIn(app, user);
    const before = await tab.get("/");
    assert.match(before.text, /Create an application token/);
    assert.doesNotMatch(before.text, /Invite people/);

    const answer = await tab.post("/next-steps", {});

    assert.equal(answer.status, 303);
    assert.doesNotMatch((await tab.get("/")).text, /What next/);
  });

  test("before it, nothing is said of what comes next", async () => {
    const { user } = await makePerson();

    const { text } = await (await signIn(app, user)).get("/");

    assert.doesNotMatch(text, /What next/);
  });
});
