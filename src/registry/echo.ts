import { randomBytes } from "node:crypto";
import { pool } from "../platform/db/client.ts";

/**
 * Waits until the registry has sent all events so far. A registry also reports Portus's own requests, in order. So Portus
 * sends a request with a mark: when the registry reports the mark, it has reported everything before it.
 */
export interface Echo {
  userAgent: string; // for the request
  /** Whether the registry reported the request in time. */
  heard(timeoutMs: number): Promise<boolean>;
  forget(): void;
}

const waiting = new Map<string, () => void>();

export function expectEcho(): Echo {
  const mark = randomBytes(16).toString("hex");
  const arrived = new Promise<true>((resolve) => waiting.set(mark, () => resolve(true)));
  return {
    userAgent: `portus-echo/${mark}`,
    heard: (timeoutMs) => within(timeoutMs, arrived),
    forget: () => waiting.delete(mark),
  };
}

async function within(timeoutMs: number, arrived: Promise<true>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const heard = await Promise.race([arrived, late]);
  clearTimeout(timer);
  return heard;
}

const maxEchoes = 100; // in one batch; registries usually send one event at a time

export function echoesIn(envelope: string): string[] {
  const found = envelope.matchAll(/"useragent":\s*"portus-echo\/([0-9a-f]{32})"/g);
  return [...found].slice(0, maxEchoes).map(([, mark = ""]) => mark);
}

/** Notifies the waiting process, which may be another replica than the one that received the events. */
export async function announceEchoes(marks: readonly string[]): Promise<void> {
  for (const mark of marks)
    if (!hearEcho(mark)) await pool.query("SELECT pg_notify('echo_heard', $1)", [mark]);
}

/** Whether this process waited for the mark. */
export function hearEcho(mark = ""): boolean {
  waiting.get(mark)?.();
  return waiting.delete(mark);
}

const refusalIntervalMs = 1_000; // a registry with a wrong secret repeats its notification for ever
let refusalAnnouncedAt = 0;

/** Announces to a doctor, in whichever process it runs, that a notification came with a wrong secret. */
export async function announceRefusal(now = Date.now()): Promise<void> {
  if (now - refusalAnnouncedAt < refusalIntervalMs) return;
  refusalAnnouncedAt = now;
  await pool.query("SELECT pg_notify('events_refused', '')");
}
