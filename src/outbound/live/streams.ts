import type { ServerResponse } from "node:http";
import { TooMany } from "../../platform/errors.ts";
import type { Topic } from "./topics.ts";

/** A page that is open somewhere and listens. */
export interface Stream {
  res: ServerResponse;
  topic: Topic;
  /** The session that it lives and dies with; null for who has not signed in. */
  session: string | null;
  /** What was heard before is told already. */
  from: number;
  /** What was heard before may be told once more, but is not named again. */
  named: number;
}

export interface Told {
  kind: string;
  repository?: string | undefined;
  tag?: string | undefined;
}

const streams = new Map<Stream, string>(); // to whom each belongs
const mostOfOne = 20;
const most = 2_000;
const mostUnread = 64 * 1024; // bytes that wait for a slow reader
const beat = 20_000; // ms: proxies cut what is silent for a minute or half of one
const again = 3_000; // ms after which a browser that was cut off comes back

/** Keeps an answer open. `holder` is whose it is, of whom there may be so many. */
export function openStream(stream: Stream, holder: string): void {
  const held = [...streams.values()].filter((other) => other === holder).length;
  if (held >= mostOfOne || streams.size >= most)
    throw new TooMany(60, "Too many pages are open and listen for news.");

  const { res } = stream;
  if (res.destroyed) return; // who asked has left again: no "close" will tell of it any more
  streams.set(stream, holder);
  res.once("close", () => forget(stream));
  res.writeHead(200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no", // nginx would keep it back
  });
  res.write(`retry: ${again}\nid: ${Date.now()}\n\n`);
  beats ??= setInterval(() => allStreams().map(keepAlive), beat);
}

export const allStreams = (): Stream[] => [...streams.keys()];

/** Says what changed, or by an empty list that anything may have. */
export function send(stream: Stream, told: readonly Told[], all = 0): void {
  const text = JSON.stringify({ changes: told, more: Math.max(0, all - told.length) });
  write(stream, `id: ${Date.now()}\nevent: change\ndata: ${text}\n\n`);
}

export function endStream(stream: Stream): void {
  forget(stream);
  stream.res.end();
}

/** Before a stop: who listens comes back by itself, here or to another replica. */
export function endStreams(): void {
  for (const stream of allStreams()) endStream(stream);
}

let beats: NodeJS.Timeout | undefined;

function keepAlive(stream: Stream): void {
  write(stream, `id: ${Date.now()}\n\n`);
}

/** A reader that does not read is dropped: when it reads again, its browser comes back and asks what it missed. */
function write(stream: Stream, text: string): void {
  const { res } = stream;
  if (!streams.has(stream)) return; // it ended while it was found out what to say
  res.write(text);
  if (res.writableLength <= mostUnread) return;
  forget(stream);
  res.destroy();
}

function forget(stream: Stream): void {
  streams.delete(stream);
  if (streams.size > 0) return;
  clearInterval(beats);
  beats = undefined;
}
