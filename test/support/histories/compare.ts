import assert from "node:assert/strict";
import { applyInOrder, type Effects } from "../../../src/protocol/events/apply-in-order.ts";
import type { ReadyEvent } from "../../../src/protocol/events/prepare.ts";
import { generator } from "../random.ts";
import { catalogueOfModel, sorted } from "./catalogue.ts";
import { makeHistory, microsOf, people, textOf } from "./history.ts";
import { emptyMemory, loadFrom, type Memory, writeTo } from "./memory.ts";
import { applyOne, emptyModel, type ModelEvent } from "./model.ts";

const repositories = ["web/app", "web/site"];

/** Applies a random history by sets, and to the model one by one, and compares what is left and what was caused. */
export function compareWithModel(seed: number): void {
  const { sets } = makeHistory(generator(seed), repositories);
  const model = emptyModel();
  for (const event of sets.flat()) applyOne(model, event);
  const bySets = run(emptyMemory(), sets);

  assert.deepEqual(catalogueOf(bySets.memory), catalogueOfModel(model), `seed ${seed}`);
  const { outcomes, entries, notices, lookups } = model;
  assert.deepEqual(
    bySets.caused,
    { outcomes, entries, notices, lookups, overwrites: [] },
    `seed ${seed}`,
  );
}

/** The same with immutable tags: by sets, and one by one. */
export function compareWithSingles(seed: number): void {
  const { sets } = makeHistory(generator(seed), repositories);
  const bySets = run(emptyMemory(["v*", "x"]), sets);
  const singles = run(
    emptyMemory(["v*", "x"]),
    sets.flat().map((event) => [event]),
  );

  assert.deepEqual(catalogueOf(bySets.memory), catalogueOf(singles.memory), `seed ${seed}`);
  assert.deepEqual(bySets.caused, singles.caused, `seed ${seed}`);
}

function run(memory: Memory, sets: readonly ModelEvent[][]) {
  const caused = { outcomes: [], entries: [], notices: [], lookups: [], overwrites: [] } as Record<
    "outcomes" | "entries" | "notices" | "lookups" | "overwrites",
    string[]
  >;
  for (const set of sets) {
    const places = loadFrom(memory, repositories);
    const known = { places, expectedPushes: [], runningDeletions: [] };
    const effects = applyInOrder(known, set.map(readyOf));
    writeTo(memory, places);
    for (const [name, lines] of Object.entries(linesOf(effects)))
      caused[name as keyof typeof caused].push(...lines);
  }
  return { memory, caused };
}

function readyOf(event: ModelEvent): ReadyEvent {
  const { id, action, repository, digest, tag, actor, request, isProven } = event;
  const payload = {
    action,
    target: { mediaType: "", size: 1, repository, digest, tag, url: undefined },
    request: { id: request, host: undefined, method: undefined },
  };
  const isKnown = people.includes(actor);
  return {
    id,
    at: textOf(event.at),
    eventId: String(id),
    attempts: 0,
    receivedAt: new Date(0),
    senderId: null,
    trace: null,
    payload,
    event: { ...payload, id: String(id), timestamp: undefined },
    namespace: { id: 1, teamId: 1, registryId: 1 } as ReadyEvent["namespace"], // no other field is read
    agent: { id: isKnown ? people.indexOf(actor) + 1 : null, username: actor },
    actor: null,
    isProven,
  };
}

function linesOf({ outcomes, entries, notices, lookups, overwrites }: Effects) {
  return {
    outcomes: outcomes.map(({ id, state }) => `${id} ${state}`),
    entries: entries.map(({ record: { audit, entry } }) =>
      [
        entry.key,
        entry.subject,
        audit.actor.username,
        (entry.at?.getTime() ?? 0) * 1_000,
        JSON.stringify(entry.details),
      ].join(" "),
    ),
    notices: notices.map(({ event, uuid }) => `${event} ${uuid}`),
    lookups: lookups.map(({ repository, tag, digest }) => `${repository} ${tag ?? digest}`),
    overwrites: overwrites.map(({ tag }) => tag),
  };
}

function catalogueOf({ repositories: stored }: Memory) {
  return sorted(
    [...stored].map(([name, it]) => {
      assert.equal(it.tagsCount, it.tags.size, name);
      const tags = [...it.tags].map(
        ([tag, { authorId: _, isStored: __, unproven: ___, ...row }]) => ({
          name: tag,
          digest: row.digest,
          author: row.authorName,
          pushedBy: row.pushedBy,
          pushedAt: microsOf(row.pushedAt),
          createdAt: microsOf(row.createdAt),
        }),
      );
      const manifests = [...it.manifests].map(([digest, { pushedBy, pushedAt }]) => ({
        digest,
        pushedBy,
        pushedAt: microsOf(pushedAt),
      }));
      const moves = [...it.moves.values()].map(({ tag, at, digest, byName, cause }) => ({
        tag,
        at: microsOf(at),
        digest,
        by: byName,
        cause,
      }));
      const { pushedBy, pushedAt } = it;
      return { name, pushedBy, pushedAt: microsOf(pushedAt), tags, manifests, moves };
    }),
  );
}
