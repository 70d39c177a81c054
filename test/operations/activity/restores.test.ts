import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { record, reportedBy } from "../../../src/history/record.ts";
import { executePlan } from "../../../src/lifecycle/deletion/run/run.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import { planDeletion, useStock } from "../../lifecycle/deletion/stock.ts";
import { signIn, useApp } from "../../support/app.ts";
import { by, makePerson } from "../../support/data/factories.ts";
import { statementsOf } from "../../support/statements.ts";

const app = await useApp();
const { stocked } = await useStock();

describe("an entry of a deletion in the activity", () => {
  let stock: Awaited<ReturnType<typeof stocked>>;
  const ids: number[] = [];

  before(async () => {
    stock = await stocked(["1.0", "1.1", "1.2", "2.0"]);
    for (const tag of ["1.0", "1.1", "1.2"]) {
      const id = await planDeletion(stock, { tags: [tag] });
      await executePlan(by(stock.actor), id);
      ids.push(id);
    }
  });

  const pages = () => [
    "/activity",
    `/activity?repository=${stock.repository.fullName}`,
    `/repositories/${stock.repository.fullName}/-/activity`,
  ];

  /** The deletions that a page offers to restore. */
  async function offered(user: User, page: string): Promise<number[]> {
    const { text } = await (await signIn(app, user)).get(page);
    const found = text.matchAll(/action="\/deletions\/(\d+)\/restoration"/g);
    return [...found].map(([, id]) => Number(id)).sort((a, b) => a - b);
  }

  const join = async (role: "viewer" | "contributor") => {
    const { user } = await makePerson();
    await db.membership.create({ data: { teamId: stock.team.id, userId: user.id, role } });
    return user;
  };

  test("offers the restore to the owner and to admins", async () => {
    const { user: admin } = await makePerson({ admin: true });

    for (const page of pages())
      for (const user of [stock.owner, admin]) assert.deepEqual(await offered(user, page), ids);
  });

  test("offers it to nobody else", async () => {
    for (const user of [await join("viewer"), await join("contributor")])
      for (const page of pages()) assert.deepEqual(await offered(user, page), []);
    assert.deepEqual(await offered((await makePerson()).user, "/activity"), []);
  });

  test("takes as many statements for three deletions as for one", async () => {
    const it = await signIn(app, stock.owner);
    const count = async (path: string) =>
      (await statementsOf(async () => void (await it.get(path)))).length;
    const [first] = await db.activity.findMany({
      where: { key: "tag.delete" },
      take: 1,
      orderBy: { id: "asc" },
    });
    const upToFirst = `${(0).toString(36)}-${(Number(first?.id) + 1).toString(36)}`;

    assert.equal(await count(`/activity?older=${upToFirst}`), await count("/activity"));
  });

  test("offers nothing for a restored or expired deletion", async () => {
    const [restored = 0, expired = 0, ...rest] = ids;
    await db.deletionPlan.update({ where: { id: restored }, data: { restoredAt: new Date() } });
    await db.deletionPlan.update({
      where: { id: expired },
      data: { restorableUntil: new Date(0) },
    });

    assert.deepEqual(await offered(stock.owner, "/activity"), rest);
  });

  test("says why it can't be restored if a client deleted at the registry", async () => {
    const { repository, namespace, team, actor } = stock;
    const entry = {
      key: "tag.delete",
      subject: repository.fullName,
      teamId: team.id,
      namespaceId: namespace.id,
      repositoryId: repository.id,
      details: { tags: ["0.9"] },
    } as const;
    await db.$transaction((tx) => record(tx, reportedBy(actor), entry));

    const { text } = await (await signIn(app, await join("viewer"))).get("/activity");

    assert.equal(text.split("A client deleted it directly at the registry").length, 2);
  });
});
