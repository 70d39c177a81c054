import { createSocket } from "node:dgram";
import { hostname } from "node:os";
import { config } from "../platform/config/config.ts";
import { db } from "../platform/db/client.ts";
import { log } from "../platform/log.ts";
import { anchorFile, appendAnchor, lastAnchor, positionOf } from "./anchor-file.ts";
import { findHead, headText, noLink } from "./chain.ts";

const empty = headText({ position: 0n, link: noLink });

/**
 * Records the head of the chain outside the database whenever it changed: in the data directory, and once a minute in the
 * log and at PORTUS_AUDIT_ANCHOR_URL. Every replica does so for itself.
 */
export function createAnchoring(dataDir = config.dataDir): () => Promise<void> {
  const file = anchorFile(dataDir);
  const publish = createPublisher();
  const warn = createWarning(file);
  let anchored = "";
  return async () => {
    const found = await findHead(db);
    const head = found ? headText(found) : empty;
    try {
      if (head !== anchored) await anchor(file, head);
      anchored = head;
    } catch (error) {
      warn(error); // the next call tries again
    }
    await publish(head);
  };
}

const warnIntervalMs = 60_000;

function createWarning(file: string): (error: unknown) => void {
  let warnedAt = 0;
  return (error) => {
    if (Date.now() - warnedAt < warnIntervalMs) return;
    warnedAt = Date.now();
    log.warn(
      { err: error, file },
      "the head of the audit log could not be written to its file; Portus retries every second",
    );
  };
}

/** Adds a head to the file. The newest anchor there must still be in the chain: otherwise entries were deleted. */
async function anchor(file: string, head: string): Promise<void> {
  const last = lastAnchor(file);
  if (last?.head === head || (!last && head === empty)) return;
  const lost = last && !(await isInChain(last.head)) ? last : null;
  if (last && !lost && last.position > positionOf(head)) return; // a process with the same file was faster
  appendAnchor(file, head, lost);
  if (lost) log.error({ lost: lost.head, recorded: lost.at, now: head }, entriesMissing);
}

const entriesMissing =
  "the audit log lost entries: they were deleted, or an older state of the database was restored. `bin/portus audit verify` says which";

async function isInChain(head: string): Promise<boolean> {
  const position = positionOf(head);
  if (position === 0n) return head === empty;
  const entry = await db.activity.findFirst({ where: { position }, select: { link: true } });
  return entry?.link ? headText({ position, link: entry.link }) === head : false;
}

const publishIntervalMs = 60_000;

/** Logs and sends a head that changed, at most once a minute. */
function createPublisher(): (head: string) => Promise<void> {
  let published = { head: empty, at: 0 };
  return async (head) => {
    if (head === published.head || Date.now() - published.at < publishIntervalMs) return;
    published = { head, at: Date.now() };
    log.info({ head }, "audit log anchored");
    if (config.auditAnchorUrl) await send(config.auditAnchorUrl, head);
  };
}

const timeoutMs = 5_000;

/** Sends a head as JSON to a URL, or as a syslog message (RFC 5424, UDP). A failure is logged; the next head follows. */
export async function send(url: string, head: string): Promise<void> {
  try {
    await (url.startsWith("syslog:") ? sendSyslog(new URL(url), head) : post(url, head));
  } catch (error) {
    log.warn({ err: error }, "the head of the audit log could not be sent");
  }
}

async function post(url: string, head: string): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ portus: config.url, at: new Date().toISOString(), head }),
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`The receiver answered ${answer.status}.`);
}

const priority = 13 * 8 + 6; // log audit, informational

function sendSyslog({ hostname: host, port }: URL, head: string): Promise<void> {
  const at = new Date().toISOString();
  const message = `<${priority}>1 ${at} ${hostname()} portus ${process.pid} audit-anchor - ${at} ${head}`;
  const address = host.replace(/^\[|\]$/g, "");
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.send(message, Number(port || 514), address, (error) => {
      socket.close();
      if (error) reject(error);
      else resolve();
    });
  });
}
