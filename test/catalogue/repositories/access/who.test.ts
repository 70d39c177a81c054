import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { db } from "../../../../src/platform/db/client.ts";
import { paths } from "../../../../src/platform/paths/paths.ts";
import { browser, signIn } from "../../../support/app.ts";
import { makeRepository } from "../../../support/data/catalogue.ts";
import { makePerson, makeUser } from "../../../support/data/factories.ts";
import { tabsIn } from "../../../support/tabs.ts";
import { app, makeShared, people } from "../with-members.ts";

/** The rows of the tables of who may do what: who, what, why. */
const rowsIn = (text: string) =>
  [
    ...text.matchAll(
      /<th scope="row" class="anywhere">(.*?)<\/th>\s*<td data-label="May">(.*?)<\/td>\s*<td [^>]*>(.*?)<\/td>/gs,
    ),
  ].map((cells) =>
    cells.slice(1).map((cell) =>
      cell
        .replaceAll(/<[^>]+>/g, "")
        .replaceAll(/\s+/g, " ")
        .trim(),
    ),
  );

const teamOf = async ({ namespace }: { namespace: { teamId: number } }) =>
  db.team.findUniqueOrThrow({ where: { id: namespace.teamId } });

describe("who may do what in a repository", () => {
  test("a viewer of the team reads groups and people with their roles, and has no forms", async () => {
    const shared = await makeShared("protected", null, "contributor");
    const team = await teamOf(shared);
    const robot = await makeUser({ robot: true });
    const role = { repositoryId: shared.repository.id, userId: robot.id, role: "viewer" } as const;
    await db.repositoryMembership.create({ data: role });
    const viewer = await signIn(app, people.viewer);

    const { text } = await viewer.get(paths.repositoryAccess(shared.repository));

    const ofTeam = "It is in a namespace of this team.";
    assert.deepEqual(rowsIn(text), [
      ["Everyone who is signed in", "pull", "The repository is protected."],
      [`Viewers of the team ${team.name}`, "pull", ofTeam],
      [`Contributors of the team ${team.name}`, "pull, push", ofTeam],
      [`Owners of the team ${team.name}`, "pull, push, delete", ofTeam],
      ["Admins", "pull, push, delete", "Admins may do this everywhere."],
      [people.owner.username, "pull, push, delete", `owner in the team ${team.name}`],
      [people.helper.username, "pull, push", "contributor in this repository"],
      [people.viewer.username, "pull", `viewer in the team ${team.name}`],
      [`${robot.username} robot`, "pull", "viewer in this repository"],
    ]);
    assert.doesNotMatch(text, /<form [^>]*action="[^"]*\/-\/access/);
  });

  test("of a public repository names anyone, and says what a private one refuses them", async () => {
    const [open, hidden] = [
      await makeShared("public", null),
      await makeShared("public", "private"),
    ];
    const owner = await signIn(app, people.owner);
    const firstOf = async ({ repository }: typeof open) =>
      rowsIn((await owner.get(paths.repositoryAccess(repository))).text)[0];

    assert.deepEqual((await firstOf(open))?.slice(0, 2), ["Anyone, without signing in", "pull"]);
    assert.match((await firstOf(hidden))?.[0] ?? "", /^Viewers of the team/);
  });

  test("a member of only the repository does not learn who is in the team, its owner does", async () => {
    for (const [role, learns] of [
      ["viewer", false],
      ["contributor", false],
      ["owner", true],
    ] as const) {
      const { repository } = await makeShared("private", null, role);
      const { text } = await (await signIn(app, people.helper)).get(
        paths.repositoryAccess(repository),
      );
      const names = rowsIn(text).map(([who]) => who);
      assert.ok(names.includes(people.helper.username));
      assert.equal(text.includes(people.owner.username), learns, role);
      assert.equal(/Only members of the team see who is in it/.test(text), !learns);
    }
  });

  test("others may not open it: 403 if they see the repository, 404 if not; visitors sign in", async () => {
    const [open, hidden] = [await makeShared("public", null), await makeShared("private", null)];
    const stranger = await signIn(app, people.stranger);
    const { status, text } = await stranger.get(paths.repositoryAccess(open.repository));

    assert.equal(status, 403);
    assert.doesNotMatch(text, new RegExp(people.owner.username));
    assert.equal((await stranger.get(paths.repositoryAccess(hidden.repository))).status, 404);
    const visitor = await browser(app).get(paths.repositoryAccess(open.repository));
    assert.match(visitor.location ?? "", /^\/sign-in/);
  });

  test("the tab is offered to exactly those who may open it", async () => {
    const { repository } = await makeShared("public", null, "viewer");
    for (const name of ["owner", "viewer", "helper", "stranger"] as const) {
      const it = await signIn(app, people[name]);
      const tabs = tabsIn((await it.get(paths.repository(repository))).text);
      const offered = tabs.some(({ label }) => label === "Access");
      const { status } = await it.get(paths.repositoryAccess(repository));
      assert.deepEqual([offered, status], name === "stranger" ? [false, 403] : [true, 200], name);
    }
  });

  test("of a personal namespace names its owner, and no hidden team", async () => {
    const { user, namespace } = await makePerson();
    const repository = await makeRepository({ namespace });
    const it = await signIn(app, user);
    const { text } = await it.get(paths.repositoryAccess(repository));
    assert.deepEqual(rowsIn(text), [
      [user.username, "pull, push, delete", "It is in their personal namespace."],
      ["Admins", "pull, push, delete", "Admins may do this everywhere."],
      [user.username, "pull, push, delete", "owner in the namespace"],
    ]);
  });

  test("disabled accounts are left out", async () => {
    const shared = await makeShared("public", null);
    const gone = await makeUser({ disabledAt: new Date() });
    const { teamId } = shared.namespace;
    await db.membership.create({ data: { teamId, userId: gone.id, role: "owner" } });
    const owner = await signIn(app, people.owner);
    const { text } = await owner.get(paths.repositoryAccess(shared.repository));
    assert.ok(!text.includes(gone.username));
  });
});
