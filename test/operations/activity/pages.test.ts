import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { record } from "../../../src/history/record.ts";
import type { AuditKey } from "../../../src/history/verbs.ts";
import { db, type Namespace, type Team, type User } from "../../../src/platform/db/client.ts";
import { type Browser, browser, signIn, useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { by, makeNamespace, makePerson, makeTeam } from "../../support/data/factories.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";
import { until } from "../../support/waiting.ts";

const app = await useApp();

describe("the activity page", () => {
  let [admin, owner, stranger] = [] as unknown as [User, User, User];
  let team: Team;
  let vault: Namespace;
  let it: Browser;

  before(async () => {
    admin = (await makePerson({ admin: true })).user;
    owner = (await makePerson()).user;
    stranger = (await makePerson()).user;
    team = await makeTeam({ owners: [owner] });
    vault = await makeNamespace({ team, name: "vault" });
    const open = await makeNamespace({ team, name: "open", visibility: "public" });
    const secret = await makeRepository({ namespace: open, name: "secret", visibility: "private" });
    const shown = await makeRepository({ namespace: open, name: "shown" });
    for (const repository of [secret, shown])
      await happen(owner, "repository.push", repository.fullName, {
        namespaceId: open.id,
        repositoryId: repository.id,
      });
    await happen(owner, "namespace.create", "vault", { namespaceId: vault.id });
    await happen(owner, "team.create", team.name);
    await happen(admin, "user.disable", "vera", { at: new Date("2026-01-02T23:59:59Z") });
    it = await signIn(app, admin);
  });

  const happen = (user: User, key: AuditKey, subject: string, more: object = {}) =>
    db.$transaction((tx) => record(tx, by(user), { key, subject, teamId: team.id, ...more }));

  const filters = [
    ["kind=pushes", "open/shown", "vault"],
    ["kind=namespaces", "vault", "open/shown"],
    ["kind=people&from=2026-01-02&to=2026-01-02", "vera", "vault"],
    ["namespace=vault", "vault", "open/shown"],
    ["repository=open/shown", "open/shown", "open/secret"],
    ["mine=1", "vera", "open/shown"],
  ] as const;
  for (const [query, shown, hidden] of filters)
    test(`?${query} shows ${shown} and not ${hidden}`, async () => {
      const { status, text } = await it.get(`/activity?${query}`);

      const feed = text.slice(text.indexOf("feed__day"));
      assert.equal(status, 200);
      assert.ok(feed.includes(shown));
      assert.ok(!feed.includes(hidden));
    });

  test("a period without entries says so", async () => {
    const { text } = await it.get("/activity?kind=people&from=2026-01-03&to=2026-01-03");

    assert.match(text, /No matching activity/);
  });

  test("entries of a repository stricter than its namespace are visible only to those who see the repository", async () => {
    const page = await (await signIn(app, stranger)).get("/activity");
    const own = await (await signIn(app, owner)).get("/activity");

    assert.match(page.text, /open\/shown/);
    assert.doesNotMatch(page.text, /open\/secret/);
    assert.match(own.text, /open\/secret/);
  });

  test("filtering by an invisible place is a 404", async () => {
    const other = await signIn(app, stranger);

    for (const query of ["namespace=vault", `team=${team.name}`, "repository=open/secret"])
      assert.equal((await other.get(`/activity?${query}`)).status, 404);
  });

  test("invalid filters are ignored", async () => {
    const { status, text } = await it.get("/activity?kind=x&from=yesterday&to=9999-99-99&mine=2");

    assert.equal(status, 200);
    assert.match(text, /open\/shown/);
  });

  test("admins, and people for their own entries, see the credential and the address", async () => {
    const { token } = await makeApplicationToken(owner, { name: "ci" });
    const namespace = { namespaceId: vault.id, teamId: team.id };
    const member = (await makePerson()).user;
    await db.membership.create({ data: { teamId: team.id, userId: member.id, role: "viewer" } });
    for (const id of [token.id, 999_999])
      await db.$transaction((tx) =>
        record(
          tx,
          { actor: owner, credential: `application_token:${id}`, address: "203.0.113.7" },
          { key: "namespace.change_namespace_description", subject: "vault", ...namespace },
        ),
      );
    const sources = async (user: User) =>
      (await (await signIn(app, user)).get("/activity?namespace=vault")).text.match(
        /(application token|browser session)[^<]*/g,
      );

    const all = [
      "application token 999999, revoked, from 203.0.113.7",
      "application token &#34;ci&#34;, from 203.0.113.7",
      "browser session, from 192.0.2.1",
    ];
    assert.deepEqual(await sources(admin), all);
    assert.deepEqual(await sources(owner), all);
    const others = (await (await signIn(app, member)).get("/activity?namespace=vault")).text;
    assert.match(others, /edited the description/);
    assert.doesNotMatch(others, /203\.0\.113\.7|application token/);
  });

  test("only admins see sign-ins and failed sign-ins", async () => {
    const visitor = browser(app);
    await visitor.get("/sign-in");
    const wrong = { username: owner.username, password: "not my password" };
    for (let n = 0; n < 3; n++)
      await visitor.post("/sign-in", { ...wrong, password: `wrong ${n}!` });
    await visitor.post("/sign-in", { username: "hunter2-typed-here", password: "wrong pass" });
    const failed = () => db.activity.count({ where: { key: "user.failed_sign_in" } });
    await until(async () => (await failed()) >= 2, "both failed sign-ins to be written");

    const { text } = await it.get("/activity?kind=sign-ins");
    const own = await (await signIn(app, owner)).get("/activity?mine=1");
    const asked = await (await signIn(app, owner)).get("/activity?kind=sign-ins");

    assert.match(text, new RegExp(`failed to sign in as ${owner.username}`));
    assert.equal(text.split(`failed to sign in as ${owner.username}`).length, 2);
    assert.match(text, /failed to sign in as an unknown account/);
    assert.doesNotMatch(text, /hunter2/);
    assert.match(text, /<\/(?:strong|a)>\s+signed in/);
    assert.doesNotMatch(own.text + asked.text, /<\/(?:strong|a)>\s+signed in|failed to sign/);
  });
});
