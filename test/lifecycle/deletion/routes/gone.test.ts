import assert from "node:assert/strict";
import { test } from "node:test";
import { planNamespace, planTeam } from "../../../../src/lifecycle/deletion/plan/targets.ts";
import { executePlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { db, type User, type Visibility } from "../../../../src/platform/db/client.ts";
import { findNamespace } from "../../../../src/tenancy/namespaces/find.ts";
import { findTeam } from "../../../../src/tenancy/teams/find.ts";
import { browser, signIn, useApp, withoutRequestId } from "../../../support/app.ts";
import { by, makePerson } from "../../../support/data/factories.ts";
import { statementsOf } from "../../../support/statements.ts";
import { planDeletion, useStock } from "../stock.ts";

const app = await useApp();
const { stocked } = await useStock();

type Stock = Awaited<ReturnType<typeof stocked>>;

async function deleteFrom(stock: Stock, selection: Parameters<typeof planDeletion>[1]) {
  const id = await planDeletion(stock, selection);
  await executePlan(by(stock.actor), id);
  return id;
}

async function deleteNamespace({ actor, namespace }: Stock): Promise<number> {
  const { id } = await planNamespace(by(actor), await findNamespace(actor, namespace.id));
  await executePlan(by(actor), id);
  return id;
}

const stranger = async () => (await makePerson()).user;

async function member({ team }: Stock, role: "viewer" | "contributor"): Promise<User> {
  const user = await stranger();
  await db.membership.create({ data: { teamId: team.id, userId: user.id, role } });
  return user;
}

const open = async (user: User, path: string) => (await signIn(app, user)).get(path);

const explains = /was deleted by/;
const button = (id: number) => `action="/deletions/${id}/restoration"`;

/** A page without what differs between any two pages: names, numbers and tokens. */
const plain = (text: string) =>
  text
    .replace(/name="_csrf" value="[^"]*"/g, "")
    .replace(/ns\d+|nothing-\d+|user\d+/g, "NAME")
    .replace(/\d+/g, "N");

test("the 404 of a deleted repository says who deleted it, and its owner can restore it there", async () => {
  const stock = await stocked(["1.0"]);
  const viewer = await member(stock, "viewer");
  const { fullName } = stock.repository;
  const id = await deleteFrom(stock, { whole: true });
  const { user: admin } = await makePerson({ admin: true });

  for (const user of [stock.owner, admin]) {
    const { status, text } = await open(user, `/repositories/${fullName}`);
    assert.equal(status, 404);
    assert.match(
      text,
      new RegExp(
        `Repository ${fullName} with 1 tag</strong> was deleted by ${stock.owner.username}`,
      ),
    );
    assert.match(text, /You can restore it until/);
    assert.ok(text.includes(button(id)));
  }
  const seen = await open(viewer, `/repositories/${fullName}`);
  assert.equal(seen.status, 404);
  assert.match(seen.text, explains);
  assert.ok(!seen.text.includes(button(id)));
});

test("every page of a deleted repository says so, with the address of its tag or digest", async () => {
  const stock = await stocked(["1.0"]);
  const { fullName } = stock.repository;
  await deleteFrom(stock, { tags: ["1.0"] });
  const it = await signIn(app, stock.owner);

  for (const page of ["/-/tags/1.0", `/-/sha256:${"0".repeat(64)}`, "/-/sizes", "/-/usage"]) {
    const { status, text } = await it.get(`/repositories/${fullName}${page}`);
    assert.equal(status, 404, page);
    assert.match(text, explains, page);
  }
});

test("the 404 of a deleted tag and of its image says so to all who see the repository", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const { fullName } = stock.repository;
  const { digest } = await db.manifest.findFirstOrThrow({
    where: { tags: { some: { name: "1.0" } }, repositoryId: stock.repository.id },
  });
  const viewer = await member(stock, "viewer");
  const id = await deleteFrom(stock, { tags: ["1.0"] });

  for (const page of ["tags/1.0", digest]) {
    const own = await open(stock.owner, `/repositories/${fullName}/-/${page}`);
    assert.equal(own.status, 404);
    assert.ok(own.text.includes(`<strong>${fullName}:1.0</strong> was deleted`));
    assert.ok(own.text.includes(button(id)));
    assert.match((await open(viewer, `/repositories/${fullName}/-/${page}`)).text, explains);
  }
  const never = await open(stock.owner, `/repositories/${fullName}/-/tags/3.0`);
  assert.doesNotMatch(never.text, explains);
});

test("the 404 of a deleted namespace, and of a repository in it, says so", async () => {
  const stock = await stocked(["1.0"]);
  const id = await deleteNamespace(stock);
  const { namespace, repository } = stock;

  for (const path of [`/namespaces/${namespace.id}`, `/repositories/${repository.fullName}`]) {
    const { status, text } = await open(stock.owner, path);
    assert.equal(status, 404);
    assert.ok(text.includes(`Namespace ${namespace.name} with 1 repository, 1 tag</strong>`));
    assert.ok(text.includes(button(id)));
    assert.doesNotMatch((await open(await stranger(), path)).text, explains);
  }
});

test("the 404 of a deleted team says so to its former members", async () => {
  const stock = await stocked(["1.0"]);
  const { actor, team, namespace } = stock;
  const viewer = await member(stock, "viewer");
  const plan = await planTeam(by(actor), await findTeam(actor, team.id), undefined);
  await executePlan(by(actor), plan.id);

  for (const path of [`/teams/${team.id}`, `/namespaces/${namespace.id}`]) {
    const own = await open(stock.owner, path);
    assert.equal(own.status, 404);
    assert.ok(own.text.includes(button(plan.id)));
    assert.match((await open(viewer, path)).text, explains);
    assert.doesNotMatch((await open(await stranger(), path)).text, explains);
  }
});

for (const visibility of ["public", "protected"] satisfies Visibility[])
  test(`anyone signed in learns that a ${visibility} repository was deleted, but nobody else`, async () => {
    const stock = await stocked(["1.0"]);
    const { namespace, repository } = stock;
    await db.namespace.update({ where: { id: namespace.id }, data: { visibility } });
    await deleteFrom(stock, { whole: true });
    const path = `/repositories/${repository.fullName}`;

    assert.match((await open(await stranger(), path)).text, explains);
    assert.doesNotMatch((await browser(app).get(path)).text, explains);
    await db.namespace.update({ where: { id: namespace.id }, data: { visibility: "private" } });
    assert.doesNotMatch((await open(await stranger(), path)).text, explains);
  });

test("a private repository of a public namespace stays unknown to strangers when it is deleted", async () => {
  const stock = await stocked(["1.0"]);
  await db.namespace.update({ where: { id: stock.namespace.id }, data: { visibility: "public" } });
  await db.repository.update({
    where: { id: stock.repository.id },
    data: { visibility: "private" },
  });
  await deleteFrom(stock, { whole: true });

  const { text } = await open(await stranger(), `/repositories/${stock.repository.fullName}`);

  assert.doesNotMatch(text, explains);
});

test("a stranger gets the same page, after the same statements, for what was deleted and what never was", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const { fullName } = stock.repository;
  await deleteFrom(stock, { tags: ["1.0"] });
  const gone = await stocked(["1.0"]);
  await deleteFrom(gone, { whole: true });
  const it = await signIn(app, await stranger());
  const unknown = `nothing-1/${fullName.split("/")[1]}`;
  const paths = [
    [`/repositories/${gone.repository.fullName}`, `/repositories/${unknown}`],
    [`/repositories/${fullName}/-/tags/1.0`, `/repositories/${unknown}/-/tags/1.0`],
    [`/namespaces/${gone.namespace.id}`, "/namespaces/999999"],
    [`/teams/${gone.team.id}`, "/teams/999999"],
  ] as const;

  for (const [known, other] of paths) {
    const answers = new Map<string, string>();
    const statements: string[][] = [];
    for (const path of [known, other]) {
      const sent = await statementsOf(async () => {
        const { status, text } = await it.get(path);
        assert.equal(status, 404, path);
        answers.set(path, plain(withoutRequestId(text)));
      });
      statements.push(sent.map(({ text }) => text));
    }
    assert.equal(answers.get(known), answers.get(other));
    assert.deepEqual(statements[0], statements[1]);
  }
});

test("what was restored or expired is not offered again", async () => {
  const stock = await stocked(["1.0"]);
  const id = await deleteFrom(stock, { whole: true });
  const path = `/repositories/${stock.repository.fullName}`;

  await db.deletionPlan.update({ where: { id }, data: { restorableUntil: new Date(0) } });
  const expired = await open(stock.owner, path);
  await db.deletionPlan.update({ where: { id }, data: { restoredAt: new Date() } });
  const restored = await open(stock.owner, path);

  assert.match(expired.text, /It can no longer be restored/);
  assert.ok(!expired.text.includes(button(id)));
  assert.doesNotMatch(restored.text, explains);
});
