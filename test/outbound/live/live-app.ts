import assert from "node:assert/strict";
import { after } from "node:test";
import { onAnnouncement, recheckPermissions } from "../../../src/outbound/live/live.ts";
import { databaseUrl, db } from "../../../src/platform/db/client.ts";
import { type Listening, listen } from "../../../src/platform/db/listen.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { readEnvelopeOffLoop } from "../../../src/protocol/events/envelope.ts";
import { storeEvents } from "../../../src/protocol/events/receive.ts";
import { type Browser, browser, signIn, useApp } from "../../support/app.ts";
import { type EventDraft, eventOf } from "../../support/data/events.ts";
import {
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
  unique,
} from "../../support/data/factories.ts";
import { slowness } from "../../support/waiting.ts";

// An application that listens to the database's announcements, with a registry and, in it, the public namespace `open`.

export const app = await useApp();
await makeRegistry();
await makeNamespace({ name: "open", visibility: "public" });
const pusher = await makeUser({ username: "pusher", admin: true });
const markers = new Map<string | undefined, () => void>();
const listening: Listening = await listen(databaseUrl, {
  catalogue_changed: onAnnouncement,
  sessions_ended: recheckPermissions,
  access_changed: recheckPermissions,
  test_marker: (marker) => markers.get(marker)?.(),
});
onAnnouncement();
after(() => listening.close());

/** A message of a stream. */
export interface Message {
  changes: { kind: string; repository?: string; tag?: string }[];
  more: number;
}

/** Opens a stream, as a page does. `next` returns its messages one by one, and null once it has ended. */
export async function listenTo(
  topic: string,
  who: Browser = browser(app),
  since = Date.now() + 5_000,
) {
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const leaving = new AbortController();
  const res = await fetch(`${app.url}/live?for=${topic}&since=${since}`, {
    headers: { accept: "text/event-stream", cookie },
    redirect: "manual",
    signal: leaving.signal,
  });
  assert.equal(res.status, 200, `${topic} is open`);
  const messages = messagesOf(res);
  const late = () => assert.fail(`no message about ${topic} in 10 seconds`);
  const next = async () => {
    const tooLate = setTimeout(() => leaving.abort(), 10_000 * slowness());
    const message = await messages.next().catch(late);
    clearTimeout(tooLate);
    return message.value ?? null;
  };
  return { next, headers: res.headers, leave: () => leaving.abort() };
}

async function* messagesOf(res: Response): AsyncGenerator<Message, null> {
  let text = "";
  for await (const chunk of res.body ?? []) {
    text += Buffer.from(chunk).toString();
    const whole = text.split("\n\n");
    text = whole.pop() ?? "";
    for (const message of whole) {
      const said = /^data: (.*)$/m.exec(message)?.[1];
      if (said) yield JSON.parse(said);
    }
  }
  return null;
}

/** Applies events of the registry. Returns once the application has received the announcements of the changes. */
export async function applyEvents(...drafts: EventDraft[]): Promise<void> {
  const events = drafts.map((draft) => eventOf({ actor: pusher.username, ...draft }));
  for (let at = 0; at < events.length; at += 100)
    await storeEvents(
      await readEnvelopeOffLoop(JSON.stringify({ events: events.slice(at, at + 100) }), new Date()),
    );
  await applyPending();
  await allAnnounced();
}

/** Waits until the application has got every announcement made so far: Postgres delivers them in order. */
async function allAnnounced(): Promise<void> {
  const marker = unique("marker");
  const arrival = new Promise<void>((resolve) => markers.set(marker, resolve));
  await db.$executeRaw`SELECT pg_notify('test_marker', ${marker})`;
  await arrival;
}

export function idOf(fullName: string): Promise<number> {
  return db.repository.findFirstOrThrow({ where: { fullName } }).then(({ id }) => id);
}

/** A repository in a private namespace, and a browser in which a viewer of its team is signed in. */
export async function privateRepository() {
  const viewer = await makeUser();
  const team = await makeTeam({ viewers: [viewer] });
  const { id, name } = await makeNamespace({ team });
  const repository = `${name}/app`;
  await applyEvents({ repository, tag: "old" });
  return { viewer, team, id, repository, browser: await signIn(app, viewer) };
}

/** The message about one change. */
export const message = (kind: string, repository: string, tag?: string) => ({
  changes: [{ kind, repository, ...(tag && { tag }) }],
  more: 0,
});
