import assert from "node:assert/strict";
import { beforeEach } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { readEnvelopeOffLoop } from "../../../src/protocol/events/envelope.ts";
import { storeEvents } from "../../../src/protocol/events/receive.ts";
import { digestOf, type EventDraft, eventOf } from "../../support/data/events.ts";
import { makeNamespace, makeRegistry, makeUser, unique } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

// Importing this file creates a registry, its global namespace, the namespace web and two admins, who may push there.
await useDatabase();
await makeRegistry({ externalHostname: "images.test.lan", url: "http://registry.internal:5000" });
await makeNamespace({ name: "", kind: "global" });
export const web = await makeNamespace({ name: "web" });
export const pusher = await makeUser({ admin: true });
export const other = await makeUser({ admin: true });

/** A new one in web for each test. */
export let repository: string;
beforeEach(() => {
  repository = `web/${unique("app")}`;
});

export const [a, b] = [digestOf("a"), digestOf("b")];
export const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();

/** Receives events one at a time, in this order, and applies them. */
export async function receive(...drafts: EventDraft[]): Promise<void> {
  await receiveRaw(...drafts.map((draft) => eventOf(ours(draft))));
}

/** By default, an event is of the test's repository and by the pusher. */
export function ours(draft: EventDraft): EventDraft {
  return { repository, actor: pusher.username, ...draft };
}

export async function receiveRaw(...events: unknown[]): Promise<void> {
  for (const event of events)
    await storeEvents(await readEnvelopeOffLoop(JSON.stringify({ events: [event] }), new Date()));
  await applyPending();
}

export function latest() {
  return db.registryEvent.findFirstOrThrow({ orderBy: { id: "desc" } });
}

export function find(fullName = repository) {
  return db.repository.findFirst({
    where: { fullName },
    include: { tags: { include: { manifest: true }, orderBy: { name: "asc" } }, manifests: true },
  });
}

export async function found(fullName = repository) {
  const it = await find(fullName);
  assert.ok(it, `${fullName} exists`);
  return it;
}

export async function tagsOf(): Promise<Record<string, string>> {
  return Object.fromEntries((await found()).tags.map((tag) => [tag.name, tag.manifest.digest]));
}

export function activities(key = "repository.push", subject = repository) {
  return db.activity.findMany({ where: { key, subject }, orderBy: { id: "asc" } });
}
