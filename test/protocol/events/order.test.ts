import assert from "node:assert/strict";
import { before, test } from "node:test";
import { db, type User } from "../../../src/platform/db/client.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { readEnvelopeOffLoop } from "../../../src/protocol/events/envelope.ts";
import { storeEvents } from "../../../src/protocol/events/receive.ts";
import { digestOf, type EventDraft, eventOf } from "../../support/data/events.ts";
import { makeNamespace, makeUser, unique } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";
import { generator } from "../../support/random.ts";

await useDatabase();

let pusher: User;
let other: User;
before(async () => {
  pusher = await makeUser({ admin: true });
  other = await makeUser({ admin: true });
  await makeNamespace({ name: "web" });
});

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();
const [a, b] = [digestOf("a"), digestOf("b")];

async function keep(repository: string, drafts: readonly EventDraft[]): Promise<void> {
  const events = drafts.map((draft) => eventOf({ repository, actor: pusher.username, ...draft }));
  await storeEvents(await readEnvelopeOffLoop(JSON.stringify({ events }), new Date()));
}

/** What is known of a repository in the end: its tags and manifests, or null. */
async function stateOf(fullName: string) {
  const found = await db.repository.findFirst({
    where: { fullName },
    select: {
      tagsCount: true,
      tags: { select: { name: true, manifest: { select: { digest: true } } } },
      manifests: { select: { digest: true } },
    },
  });
  if (!found) return null;
  assert.equal(found.tagsCount, found.tags.length);
  return {
    tags: found.tags.map(({ name, manifest }) => `${name}=${manifest.digest}`).sort(),
    manifests: found.manifests.map(({ digest }) => digest).sort(),
  };
}

/** In each of these orders the events arrive one by one, each applied before the next comes: what is the end of each? */
async function afterArrivals(orders: readonly EventDraft[][]) {
  const repositories = orders.map(() => `web/${unique("app")}`);
  const longest = Math.max(...orders.map(({ length }) => length));
  for (let turn = 0; turn < longest; turn += 1) {
    for (const [index, order] of orders.entries())
      await keep(repositories[index] ?? "", order.slice(turn, turn + 1));
    await applyPending();
  }
  return Promise.all(repositories.map(stateOf));
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

const push = (second: number, digest: string, tag?: string): EventDraft => ({
  digest,
  at: at(second),
  ...(tag && { tag }),
});
const remove = (second: number, given: EventDraft): EventDraft => ({
  action: "delete",
  at: at(second),
  ...given,
});

const stories: [string, EventDraft[]][] = [
  [
    "a tag moves and its new digest is deleted",
    [push(1, a, "x"), push(2, b, "x"), remove(3, { digest: b })],
  ],
  [
    "a tag moves and its old digest is deleted",
    [push(1, a, "x"), push(2, b, "x"), remove(3, { digest: a })],
  ],
  [
    "a digest is deleted and pushed again",
    [push(1, a, "x"), remove(2, { digest: a }), push(3, a, "x")],
  ],
  [
    "a digest comes back without its tag",
    [push(1, a, "x"), remove(2, { digest: a }), push(3, a, "y")],
  ],
  [
    "a tag is deleted and pushed again",
    [push(1, a, "x"), remove(2, { tag: "x" }), push(3, b, "x")],
  ],
  [
    "a tag is set between two deletions",
    [push(1, a, "x"), remove(2, { digest: a }), push(3, b, "x"), remove(4, { tag: "x" })],
  ],
  [
    "two tags share a digest that is deleted",
    [push(1, a, "x"), push(2, a, "y"), remove(3, { digest: a }), remove(4, { tag: "x" })],
  ],
  [
    "the repository is deleted and comes back",
    [push(1, a, "x"), push(2, b, "y"), remove(3, {}), push(4, b, "z")],
  ],
];

for (const [story, drafts] of stories)
  test(`the result does not depend on the order of events: ${story}`, async () => {
    const [expected, ...ends] = await afterArrivals([drafts, ...permutations(drafts)]);

    for (const end of ends) assert.deepEqual(end, expected);
  });

test("random events have the same result in any order and in any batches", async () => {
  const random = generator(20261124);
  const stories = Array.from({ length: 12 }, () =>
    Array.from({ length: 8 }, (_, index) => randomEvent(random, index + 1)),
  );
  const expected = await afterArrivals(stories);

  const shuffled = stories.map((drafts) => shuffle(drafts, random));
  const repositories = stories.map(() => `web/${unique("app")}`);
  for (const [index, name] of repositories.entries())
    await keep(name, shuffled[index]?.slice(0, 3) ?? []);
  await applyPending();
  for (const [index, name] of repositories.entries())
    await keep(name, shuffled[index]?.slice(3) ?? []);
  await applyPending();

  for (const [index, name] of repositories.entries())
    assert.deepEqual(await stateOf(name), expected[index], JSON.stringify(shuffled[index]));
});

function randomEvent(random: () => number, second: number): EventDraft {
  const digest = digestOf("abc"[Math.floor(random() * 3)] ?? "a");
  const tag = "xy"[Math.floor(random() * 2)] ?? "x";
  const kind = random();
  if (kind < 0.5) return push(second, digest, tag);
  if (kind < 0.6) return push(second, digest);
  return remove(second, kind < 0.8 ? { digest } : { tag });
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const keyed = items.map((item) => ({ item, key: random() }));
  return keyed.sort((one, two) => one.key - two.key).map(({ item }) => item);
}

test("the author of a tag is the person who pushed it first, even if that event arrives last", async () => {
  const repository = `web/${unique("app")}`;
  await keep(repository, [{ ...push(2, b, "x"), actor: other.username }]);
  await applyPending();

  await keep(repository, [push(1, a, "x")]);
  await applyPending();

  const tag = await db.tag.findFirstOrThrow({ where: { repository: { fullName: repository } } });
  assert.deepEqual([tag.authorName, tag.pushedBy], [pusher.username, other.username]);
});

test("microseconds decide between two pushes of one tag", async () => {
  const repository = `web/${unique("app")}`;
  await keep(repository, [{ tag: "x", digest: b, at: "2026-01-01T12:00:00.000002999+02:00" }]);
  await applyPending();

  await keep(repository, [{ tag: "x", digest: a, at: "2026-01-01T10:00:00.000001Z" }]);
  await applyPending();

  assert.deepEqual((await stateOf(repository))?.tags, [`x=${b}`]);
});
