import assert from "node:assert/strict";
import { after } from "node:test";
import { onAnnouncement, recheckPermissions } from "../../../src/outbound/live/live.ts";
import { databaseUrl, db } from "../../../src/platform/db/client.ts";
import { type Listening, listen } from "../../../src/platform/db/listen.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { readEnvelope } from "../../../src/protocol/events/envelope.ts";
import { storeEvents } from "../../../src/protocol/events/receive.ts";
import { type Browser, browser, signIn, useApp } from "../../support/app.ts";
import { type EventDraft, eventOf } from "../../support/data/events.ts";
import { makeNamespace, makeRegistry, makeTeam, makeUser } from "../../support/data/factories.ts";
import { slowness } from "../../support/waiting.ts";

// Whoever imports this has an application that hears what the database announces, a registry, and in it `open`, a public namespace.
export const app = await useApp();
await makeRegistry();
await makeNamespace({ name: "open", visibility: "public" });
const pusher = await makeUser({ username: "pusher" });
const listening: Listening = await listen(databaseUrl, {
  catalogue_changed: onAnnouncement,
  sessions_ended: recheckPermissions,
  access_changed: recheckPermissions,
});
onAnnouncement();
after(() => listening.close());

export interface Heard {
  changes: { kind: string; repository?: string; tag?: string }[];
  more: number;
}

/** What a page that is open hears of a topic: its messages one by one, `null` once the stream has ended. */
export async function open(topic: string, who: Browser = browser(app), since = Date.now() + 5_000) {
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const leaving = new AbortController();
  const res = await fetch(`${app.url}/live?for=${topic}&since=${since}`, {
    headers: { accept: "text/event-stream", cookie },
    redirect: "manual",
    signal: leaving.signal,
  });
  assert.equal(res.status, 200, `${topic} is open`);
  const messages = messagesOf(res);
  const late = () => assert.fail(`nothing was told of ${topic} for 10 seconds`);
  const next = async () => {
    const tooLate = setTimeout(() => leaving.abort(), 10_000 * slowness());
    const told = await messages.next().catch(late);
    clearTimeout(tooLate);
    return told.value ?? null;
  };
  return { next, headers: res.headers, leave: () => leaving.abort() };
}

async function* messagesOf(res: Response): AsyncGenerator<Heard, null> {
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

/** The registry tells of something, and it is applied. */
export async function happen(...drafts: EventDraft[]): Promise<void> {
  const events = drafts.map((draft) => eventOf({ actor: pusher.username, ...draft }));
  for (let at = 0; at < events.length; at += 100)
    await storeEvents(
      readEnvelope(JSON.stringify({ events: events.slice(at, at + 100) }), new Date()),
    );
  await applyPending();
}

export function idOf(fullName: string): Promise<number> {
  return db.repository.findFirstOrThrow({ where: { fullName } }).then(({ id }) => id);
}

/** A private namespace with a repository in it, and a viewer of its team at a browser. */
export async function closed() {
  const viewer = await makeUser();
  const team = await makeTeam({ viewers: [viewer] });
  const { id, name } = await makeNamespace({ team });
  const repository = `${name}/app`;
  await happen({ repository, tag: "old" });
  return { viewer, team, id, repository, browser: await signIn(app, viewer) };
}

/** What is told of one change. */
export const said = (kind: string, repository: string, tag?: string) => ({
  changes: [{ kind, repository, ...(tag && { tag }) }],
  more: 0,
});
