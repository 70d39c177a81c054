import assert from "node:assert/strict";
import { db, pool } from "../../../src/platform/db/client.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { readEnvelopeOffLoop } from "../../../src/protocol/events/envelope.ts";
import { storeEvents } from "../../../src/protocol/events/receive.ts";
import { eventOf } from "../data/events.ts";
import { makeNamespace, makeUser, unique } from "../data/factories.ts";
import { makeWebhook } from "../data/webhooks.ts";
import { generator } from "../random.ts";
import { catalogueOfModel, sorted } from "./catalogue.ts";
import { makeHistory, microsOf, people, pick, textOf } from "./history.ts";
import { applyOne, emptyModel, type ModelEvent } from "./model.ts";

/** In every fourth history, somebody pushes this tag, which the database refuses to store. */
const poison = "poison";

/** Makes two people who may push and delete, one who may not, and a namespace with a webhook. Returns the webhook's id. */
export async function prepareDatabase(): Promise<number> {
  for (const username of people) await makeUser({ username, admin: true });
  await makeUser({ username: "mallory" });
  const webhook = await makeWebhook(await makeNamespace({ name: "web" }));
  await pool.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'this tag is poison'; END $$;
    CREATE TRIGGER poison BEFORE INSERT ON tags FOR EACH ROW WHEN (NEW.name = '${poison}')
    EXECUTE FUNCTION refuse()`);
  return webhook.id;
}

/**
 * Applies many histories at once, the next set of each at a time, and compares each with the model. Only events of one
 * repository have an order.
 */
export async function compareStored(seeds: readonly number[], webhookId: number): Promise<void> {
  const histories = seeds.map((seed) => {
    const random = generator(seed);
    const repositories = [`web/${unique("app")}`, `web/${unique("app")}`];
    const { sets } = makeHistory(random, repositories);
    const bad = { action: "push", repository: repositories[0] ?? "", tag: poison } as const;
    return { seed, repositories, sets, badIn: seed % 4 === 0 ? pick(random, sets) : null, bad };
  });
  const longest = Math.max(...histories.map(({ sets }) => sets.length));
  for (let turn = 0; turn < longest; turn += 1) {
    const drafts = histories.flatMap(({ sets, seed, bad, badIn }) => [
      ...(sets[turn] ?? []).map((event) => draftOf(seed, event)),
      ...(sets[turn] === badIn ? [eventOf({ ...bad, actor: "alice", id: `${seed}-bad` })] : []),
      ...(turn === 0 ? [eventOf({ ...bad, actor: "nobody", id: `${seed}-unknown` })] : []),
    ]);
    for (const _ of [1, 2]) // a registry repeats what it got no answer for
      for (let at = 0; at < drafts.length; at += perEnvelope)
        await store(drafts.slice(at, at + perEnvelope));
    while ((await applyPending()) > 0);
  }
  for (const history of histories) await compare(history, webhookId);
}

const perEnvelope = 50;

const store = async (events: unknown[]) =>
  storeEvents(await readEnvelopeOffLoop(JSON.stringify({ events }), new Date()));

interface Stored {
  seed: number;
  repositories: string[];
  sets: ModelEvent[][];
  badIn: ModelEvent[] | null; // the set with the bad event
}

function draftOf(seed: number, { id, actor, isProven, at, ...draft }: ModelEvent) {
  return eventOf({
    ...draft,
    id: `${seed}-${id}`,
    at: textOf(at),
    actor: isProven ? actor : "mallory",
  });
}

async function compare(
  { seed, repositories, sets, badIn }: Stored,
  webhookId: number,
): Promise<void> {
  const model = emptyModel();
  for (const event of sets.flat()) applyOne(model, event);
  const which = `seed ${seed}`;

  assert.deepEqual(await catalogueOf(repositories), catalogueOfModel(model), which);
  const inRepositories = (lines: readonly string[]) =>
    repositories.map((name) => lines.filter((line) => line.split(" ")[1] === name));
  const entries = await entriesOf(repositories);
  assert.deepEqual(inRepositories(entries), inRepositories(model.entries), which);
  const events = await db.registryEvent.findMany({
    where: { eventId: { startsWith: `${seed}-` } },
    orderBy: { id: "asc" },
  });
  const states = events.map(({ eventId, state }) => `${eventId.split("-")[1]} ${state}`);
  const kept = events.find(({ eventId }) => eventId === `${seed}-bad`);
  const others = ["unknown failed", ...(badIn ? ["bad pending"] : [])];
  assert.deepEqual(states.sort(), [...model.outcomes, ...others].sort(), which);
  if (badIn) assert.match(kept?.reason ?? "", /this tag is poison/);
  const deliveries = await db.webhookDelivery.findMany({
    where: { webhookId, uuid: { startsWith: `${seed}-` } },
    orderBy: { id: "asc" },
  });
  const called = deliveries.map(({ event, uuid }) => `${event} ${uuid.split("-")[1]}`);
  const repositoryOf = new Map(sets.flat().map(({ id, repository }) => [String(id), repository]));
  const bySubject = (lines: readonly string[]) =>
    repositories.map((name) =>
      lines.filter((line) => repositoryOf.get(line.split(" ")[1] ?? "") === name),
    );
  assert.deepEqual(bySubject(called), bySubject(model.notices), which);
}

async function catalogueOf(repositories: string[]) {
  const found = await db.repository.findMany({
    where: { fullName: { in: repositories } },
    include: { tags: { include: { manifest: true } }, manifests: true, tagMoves: true },
  });
  return sorted(
    found.map(({ fullName: name, pushedBy, pushedAt, tagsCount, ...it }) => {
      assert.equal(tagsCount, it.tags.length, name);
      return {
        name,
        pushedBy,
        pushedAt: micros(pushedAt),
        tags: it.tags.map((tag) => ({
          name: tag.name,
          digest: tag.manifest.digest,
          author: tag.authorName,
          pushedBy: tag.pushedBy,
          pushedAt: micros(tag.pushedAt),
          createdAt: micros(tag.createdAt),
        })),
        manifests: it.manifests.map(({ digest, ...manifest }) => ({
          digest,
          pushedBy: manifest.pushedBy,
          pushedAt: micros(manifest.pushedAt),
        })),
        moves: it.tagMoves.map(({ tag, at, digest, byName, cause }) => ({
          tag,
          at: micros(at),
          digest,
          by: byName,
          cause,
        })),
      };
    }),
  );
}

async function entriesOf(repositories: string[]): Promise<string[]> {
  const rows = await db.activity.findMany({
    where: { subject: { in: repositories } },
    orderBy: { id: "asc" },
  });
  return rows.map(({ key, subject, actorName, at, details }) => {
    const { tags, tag, digest, request } = details as Record<string, unknown>; // Postgres sorts the keys
    const given = tags ? { tags, digest, request } : { tag, digest };
    return [key, subject, actorName, micros(at), JSON.stringify(given)].join(" ");
  });
}

const micros = (date: Date) => microsOf(`${date.toISOString().slice(0, 23)}000Z`);
