import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { record } from "../../../src/history/record.ts";
import type { AuditKey } from "../../../src/history/verbs.ts";
import { db, type Namespace, type Team, type User } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { signIn, useApp } from "../../support/app.ts";
import {
  by,
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
} from "../../support/data/factories.ts";
import { sentencesIn } from "./sentences-in.ts";

const app = await useApp();
await makeRegistry();

describe("the activity of a namespace, a team and a person", () => {
  let [mara, viewer, stranger] = [] as unknown as [User, User, User];
  let [team, other] = [] as unknown as [Team, Team];
  let [open, closed] = [] as unknown as [Namespace, Namespace];

  before(async () => {
    await makePerson({ admin: true });
    mara = (await makePerson({ username: "mara" })).user;
    [viewer, stranger] = [(await makePerson()).user, (await makePerson()).user];
    team = await makeTeam({ owners: [mara], viewers: [viewer] }, { name: "web" });
    other = await makeTeam({ owners: [mara] }, { name: "plans" });
    open = await makeNamespace({ team, name: "open", visibility: "public" });
    closed = await makeNamespace({ team: other, name: "closed", visibility: "private" });
    await happen("namespace.create", "open", { namespaceId: open.id, teamId: team.id });
    await happen("webhook.create", "chat", { namespaceId: open.id, teamId: team.id });
    await happen("namespace.create", "closed", { namespaceId: closed.id, teamId: other.id });
    await happen("team.create", "web", { teamId: team.id });
    const shown = await makeNamespace({ team: other, name: "shown", visibility: "public" });
    await happen("namespace.create", "shown", { namespaceId: shown.id, teamId: other.id });
  });

  const happen = (
    key: AuditKey,
    subject: string,
    where: { namespaceId?: number; teamId?: number },
  ) => db.$transaction((tx) => record(tx, by(mara), { key, subject, ...where }));

  const read = async (user: User, path: string) => {
    const { status, text } = await (await signIn(app, user)).get(path);
    return status === 200 ? sentencesIn(text) : status;
  };

  test("a namespace has its entries only; those of webhooks are for the team", async () => {
    const path = paths.namespaceActivity(open);
    const all = ["mara created the webhook chat", "mara created the namespace open"];

    assert.deepEqual(await read(viewer, path), all);
    assert.deepEqual(await read(stranger, path), all.slice(1));
    assert.deepEqual(await read(mara, paths.namespaceActivity(open, { kind: "pushes" })), []);
  });

  test("a namespace that somebody may not see has no such page", async () => {
    assert.equal(await read(viewer, paths.namespaceActivity(closed)), 404);
    assert.deepEqual(await read(mara, paths.namespaceActivity(closed)), [
      "mara created the namespace closed",
    ]);
  });

  test("a team has its own entries and those of its namespaces, for members", async () => {
    const all = [
      "mara created the team web",
      "mara created the webhook chat",
      "mara created the namespace open",
    ];

    assert.deepEqual(await read(viewer, paths.teamActivity(team)), all);
    assert.equal(await read(viewer, paths.teamActivity(other)), 404);
    assert.equal(await read(stranger, paths.teamActivity(team)), 404);
  });

  test("a person has what the reader may see of it", async () => {
    const path = paths.personActivity("mara");

    assert.equal(((await read(mara, path)) as string[]).length, 5);
    assert.equal(((await read(viewer, path)) as string[]).length, 4);
    assert.deepEqual(await read(stranger, path), [
      "mara created the namespace shown",
      "mara created the namespace open",
    ]);
  });
});
