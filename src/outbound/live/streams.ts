import type { ServerResponse } from "node:http";
import { networkOf, siteOf } from "../../platform/cidr.ts";
import { TooMany } from "../../platform/errors.ts";
import type { Topic } from "./topics.ts";

export interface Stream {
  res: ServerResponse;
  topic: Topic;
  /** The session that it belongs to; null for anonymous visitors. */
  session: string | null;
  /** Changes before this time have been sent. */
  from: number;
  /** Changes before this time may be sent again, but are not named again. */
  named: number;
}

export interface NamedChange {
  kind: string;
  repository?: string | undefined;
  tag?: string | undefined;
}

/** Who reads a stream. */
export interface Viewer {
  account: number | null; // null: not signed in
  address: string;
}

interface Reader {
  account: number | null;
  network: string;
  site: string;
}

const streams = new Map<Stream, Reader>();

/** The most streams of this replica: strangers leave half of them to people who are signed in, a site a fifth to others. */
const max = {
  all: 2_000,
  ofSite: 1_600, // a /24 or a /48
  ofStrangers: 1_000,
  ofStrangersInSite: 200,
  ofStrangersInNetwork: 20, // an IPv4 address or a /64
  ofAccount: 20,
};
const maxUnread = 64 * 1024; // bytes buffered for a slow reader
const heartbeatMs = 20_000; // proxies close connections that are silent for 30 to 60 s
const reconnectMs = 3_000; // after which a disconnected browser reconnects

/** Starts a stream. The numbers of streams per account, per network and in all are limited. */
export function openStream(stream: Stream, viewer: Viewer): void {
  const { account, address } = viewer;
  const reader = { account, network: networkOf(address), site: siteOf(address) };
  if (!hasRoom(reader)) throw new TooMany(60, tooMany, account === null ? signIn : reload);

  const { res } = stream;
  if (res.destroyed) return; // the client has left already, and no "close" event will follow
  streams.set(stream, reader);
  res.once("close", () => forget(stream));
  res.writeHead(200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no", // otherwise nginx buffers it
  });
  res.write(`retry: ${reconnectMs}\nid: ${Date.now()}\n\n`);
  heartbeat ??= setInterval(() => allStreams().map(keepAlive), heartbeatMs);
}

const tooMany = "Too many open pages are listening for changes.";
const reload = "Until then, reload the page to see what has changed.";
const signIn = "Sign in to be served first, or reload the page to see what has changed.";

function hasRoom({ account, network, site }: Reader): boolean {
  const open = [...streams.values()];
  const number = (condition: (other: Reader) => boolean) => open.filter(condition).length;
  if (open.length >= max.all || number((it) => it.site === site) >= max.ofSite) return false;
  if (account !== null) return number((it) => it.account === account) < max.ofAccount;

  const strangers = open.filter((it) => it.account === null);
  const inSite = strangers.filter((it) => it.site === site);
  const inNetwork = inSite.filter((it) => it.network === network);
  return (
    strangers.length < max.ofStrangers &&
    inSite.length < max.ofStrangersInSite &&
    inNetwork.length < max.ofStrangersInNetwork
  );
}

export const allStreams = (): Stream[] => [...streams.keys()];

/** Sends changes; an empty list means that anything may have changed. */
export function send(stream: Stream, changes: readonly NamedChange[], all = 0): void {
  const text = JSON.stringify({ changes, more: Math.max(0, all - changes.length) });
  write(stream, `id: ${Date.now()}\nevent: change\ndata: ${text}\n\n`);
}

export function endStream(stream: Stream): void {
  forget(stream);
  stream.res.end();
}

/** Ends all streams before the process stops. Browsers reconnect, perhaps to another replica. */
export function endStreams(): void {
  for (const stream of allStreams()) endStream(stream);
}

let heartbeat: NodeJS.Timeout | undefined;

function keepAlive(stream: Stream): void {
  write(stream, `id: ${Date.now()}\n\n`);
}

/** Disconnects a reader that does not keep up. Its browser reconnects later and requests what it missed. */
function write(stream: Stream, text: string): void {
  const { res } = stream;
  if (!streams.has(stream)) return; // it has ended
  res.write(text);
  if (res.writableLength <= maxUnread) return;
  forget(stream);
  res.destroy();
}

function forget(stream: Stream): void {
  streams.delete(stream);
  if (streams.size > 0) return;
  clearInterval(heartbeat);
  heartbeat = undefined;
}
