import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { updateForecasts } from "../../../src/lifecycle/retention/next-night/forecast.ts";
import { runNightlyRules } from "../../../src/lifecycle/retention/nightly.ts";
import { nextNight } from "../../../src/lifecycle/retention/nightly-times.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db, type Repository, type User } from "../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makePerson } from "../../support/data/factories.ts";
import { useStock } from "../deletion/stock.ts";

const app = await useApp();
const { stocked } = await useStock();

type Stock = Awaited<ReturnType<typeof stocked>>;

const keep = (newest: number, more: object = {}) => ({
  matching: "",
  protecting: "",
  latestOfMinor: false,
  savedBy: "olga",
  newest,
  nightly: true,
  ...more,
});

const open = async (user: User, query = "") => {
  const { status, text } = await (await signIn(app, user)).get(`/deletions/next${query}`);
  assert.equal(status, 200);
  return text;
};

/** The tags that the page lists for a repository. */
function listed(text: string, { fullName }: Repository): string[] | null {
  const [row] =
    new RegExp(`<th scope="row"><a[^>]*>[^<]*${fullName}</a>.*?</tr>`, "s").exec(text) ?? [];
  return row
    ? [...row.matchAll(/class="tag"[^>]*>([^<]*)</g)].map(([, tag = ""]) => tag).sort()
    : null;
}

const forecast = ({ id }: Repository) =>
  db.retentionForecast.findUnique({ where: { repositoryId: id } });

describe("the page of the next night", () => {
  let stock: Stock;

  beforeEach(async () => {
    await db.retentionRule.deleteMany();
    stock = await stocked(["1", "2", "3"]);
    for (const [n, name] of ["1", "2", "3"].entries())
      await db.tag.updateMany({
        where: { repositoryId: stock.repository.id, name },
        data: { pushedAt: new Date(Date.now() - (9 - n) * 60_000) },
      });
    await db.retentionRule.create({ data: { namespaceId: stock.namespace.id, ...keep(1) } });
  });

  test("lists the tags that the night then deletes", async () => {
    const text = await open(stock.owner);
    await runNightlyRules(nextNight(new Date()));
    const left = await db.tag.findMany({ where: { repositoryId: stock.repository.id } });

    assert.deepEqual(listed(text, stock.repository), ["1", "2"]);
    assert.match(text, /2 of 3 tags/);
    assert.match(text, />of its namespace</);
    assert.deepEqual(
      left.map(({ name }) => name),
      ["3"],
    );
    assert.equal(listed(await open(stock.owner), stock.repository), null);
  });

  test("shows owners and admins only what they may delete, and others nothing", async () => {
    const other = await stocked(["1", "2"]);
    await db.retentionRule.create({ data: { namespaceId: other.namespace.id, ...keep(1) } });
    const { user: admin } = await makePerson({ admin: true });
    const { user: viewer } = await makePerson();
    const { user: contributor } = await makePerson();
    const { id: teamId } = stock.team;
    await db.membership.createMany({
      data: [
        { teamId, userId: viewer.id, role: "viewer" },
        { teamId, userId: contributor.id, role: "contributor" },
      ],
    });

    const all = await open(admin);
    assert.ok(listed(all, stock.repository) && listed(all, other.repository));
    const own = await open(stock.owner);
    assert.ok(listed(own, stock.repository));
    assert.ok(!own.includes(other.repository.fullName));
    for (const user of [viewer, contributor, (await makePerson()).user]) {
      const text = await open(user);
      assert.ok(!text.includes(stock.repository.fullName));
      assert.match(text, /The next night deletes nothing/);
    }
  });

  test("judges the age of tags by the time of the night", async () => {
    const { id: repositoryId } = stock.repository;
    const almost = new Date(nextNight(new Date()).getTime() - 86_400_000 - 60_000);
    await db.tag.updateMany({ where: { repositoryId, name: "1" }, data: { pushedAt: almost } });
    await db.retentionRule.updateMany({ data: { newest: 0, pushedDays: 1 } });

    assert.deepEqual(listed(await open(stock.owner), stock.repository), ["1"]);
  });

  test("says which rules are paused and which delete nothing", async () => {
    await db.retentionRule.updateMany({ data: { nightly: false } });
    const paused = await open(stock.owner);
    await db.retentionRule.updateMany({ data: { nightly: true, newest: 9 } });
    const idle = await open(stock.owner);

    assert.equal(listed(paused, stock.repository), null);
    assert.match(paused, />paused</);
    assert.match(idle, />yes<\/td>\s*<td data-label="Next night">nothing</);
  });

  test("counts again after a push and after a change of the rules, and forgets rules that are removed", async () => {
    await updateForecasts();
    assert.equal((await forecast(stock.repository))?.tags, 2);
    assert.equal(await updateForecasts(), 0);
    await db.retentionRule.updateMany({
      data: { newest: 2, savedAt: new Date(Date.now() + 1000) },
    });
    await updateForecasts(new Date(Date.now() + 2000));
    assert.equal((await forecast(stock.repository))?.tags, 1);
    await db.retentionRule.deleteMany();
    await updateForecasts();
    assert.equal(await forecast(stock.repository), null);
  });

  test("counts again after the count of sizes that follows a deletion or restore", async () => {
    await updateForecasts();
    const { id: repositoryId } = stock.repository;
    const later = new Date(Date.now() + 1000);
    await db.tag.deleteMany({ where: { repositoryId, name: "1" } });
    await db.repositorySize.upsert({
      where: { repositoryId },
      create: { repositoryId, stored: 0, exclusive: 0, unread: 0, countedAt: later },
      update: { countedAt: later },
    });

    assert.equal(await updateForecasts(new Date(Date.now() + 2000)), 1);
    assert.equal((await forecast(stock.repository))?.tags, 1);
  });

  test("a set of rules that the night refuses deletes nothing", async () => {
    await db.retentionRule.updateMany({ data: { newest: 0 } });
    await updateForecasts();

    assert.equal((await forecast(stock.repository))?.tags, 0);
  });

  test("shows the first page for a number that is unreadable or too large", async () => {
    for (const from of ["x", "-1", "20", "1e9", "99999999999"])
      assert.ok(listed(await open(stock.owner, `?from=${from}`), stock.repository), from);
  });

  test("has twenty repositories on a page", async () => {
    const rule = await db.retentionRule.findFirstOrThrow();
    const counted = { ruleId: rule.id, at: new Date(Date.now() + 60_000), tags: 1, untagged: 0 };
    for (let n = 0; n < 20; n += 1) {
      const { id } = await makeRepository({ namespace: stock.namespace, name: `a${n}` });
      await db.retentionForecast.create({ data: { repositoryId: id, ...counted } });
    }

    const first = await open(stock.owner);
    const [, older = ""] = /href="\/deletions\/next(\?from=20)"/.exec(first) ?? [];
    const second = await open(stock.owner, older);

    assert.equal(listed(first, stock.repository), null);
    assert.ok(listed(second, stock.repository));
    assert.match(second, /href="\/deletions\/next\?from=0"/);
  });

  test("says that nothing is deleted where deletion is disabled", async () => {
    const rules = config.rules as { deleteEnabled: boolean };
    rules.deleteEnabled = false;
    try {
      assert.match(await open(stock.owner), /Deletion is disabled/);
    } finally {
      rules.deleteEnabled = true;
    }
  });
});
