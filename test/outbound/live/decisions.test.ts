import assert from "node:assert/strict";
import { test } from "node:test";
import { onAnnouncement } from "../../../src/outbound/live/live.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import type { Decision } from "../../../src/tenancy/decisions/decision.ts";
import { flushDecisions, recordRefusal } from "../../../src/tenancy/decisions/queue.ts";
import { signIn } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { refusal } from "../../tenancy/decisions/refusal.ts";
import { app, listenTo } from "./live-app.ts";

const news = { changes: [{ kind: "decision" }], more: 0 };

/** A private namespace with a repository, and people with every relation to it. */
async function shop() {
  const [admin, owner, viewer, guest, stranger] = [
    await makeUser({ admin: true }),
    await makeUser(),
    await makeUser(),
    await makeUser(),
    await makeUser(),
  ];
  const team = await makeTeam({ owners: [owner], viewers: [viewer] });
  const namespace = await makeNamespace({ team, visibility: "private" });
  const repository = await makeRepository({ namespace, name: "web" });
  const membership = { repositoryId: repository.id, userId: guest.id, role: "owner" } as const;
  await db.repositoryMembership.create({ data: membership });
  const refuse = async (name: string, given: Partial<Decision>) => {
    const { registryId } = namespace;
    const asked = [{ type: "repository", name: `${namespace.name}/${name}`, actions: ["push"] }];
    const scope = `repository:${namespace.name}/${name}`;
    const rulings = [{ scope, action: "push", allowed: false, because: "No." }];
    recordRefusal(refusal({ registryId, asked, rulings, ...given }));
    await flushDecisions();
  };
  return { admin, owner, viewer, guest, stranger, team, refuse };
}

const as = (user: User) =>
  ({ userId: user.id, username: user.username, proof: "password" }) as const;

const open = async (user: User) => listenTo("decisions", await signIn(app, user));

/** Each page's next message: the news for readers, and for others what all pages are sent after it. */
async function assertNews(readers: Awaited<ReturnType<typeof open>>[], others: typeof readers) {
  for (const page of readers) assert.deepEqual(await page.next(), news);
  onAnnouncement();
  for (const page of others) assert.deepEqual(await page.next(), { changes: [], more: 0 });
}

test("a refused push is sent to the person, the owners of the namespace and of the repository, and admins", async () => {
  const { admin, owner, viewer, guest, stranger, refuse } = await shop();
  const other = await makeUser();
  const pages = [await open(admin), await open(owner), await open(guest), await open(stranger)];

  const others = [await open(viewer), await open(other)];
  await refuse("web", as(stranger));

  await assertNews(pages, others);
});

test("an anonymous refusal of a repository that does not exist is sent to the owners of its namespace", async () => {
  const { owner, viewer, guest, refuse } = await shop();
  const page = await open(owner);
  const others = [await open(viewer), await open(guest)];

  await refuse("missing", {});

  await assertNews([page], others);
});

test("what a robot was refused is sent to its managers, and what an account's password was, to the account", async () => {
  const { owner, team, stranger, refuse } = await shop();
  const robot = await makeUser({ robot: true, passwordHash: null, robotTeamId: team.id });
  const [managers, persons] = [await open(owner), await open(stranger)];
  const elsewhere = { registryId: null, asked: [], rulings: [] };

  await refuse("web", { ...as(robot), ...elsewhere });
  await assertNews([managers], [persons]);
  assert.deepEqual(await managers.next(), { changes: [], more: 0 });
  await refuse("web", { username: stranger.username, message: "Wrong.", ...elsewhere });

  await assertNews([persons], [managers]);
});

test("a push to a repository does not hide that another was refused there", async () => {
  const { owner, stranger, refuse } = await shop();
  const page = await open(owner);

  await refuse("web", as(stranger));
  const { id } = await db.repository.findFirstOrThrow({ orderBy: { id: "desc" } });
  onAnnouncement(JSON.stringify({ kind: "push", id }));

  assert.deepEqual(await page.next(), news);
});
