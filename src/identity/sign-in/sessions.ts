import { hash } from "node:crypto";
import { record } from "../../history/record.ts";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import type { Actor } from "../actor/actor.ts";
import type { ActorAudit } from "../actor/audit.ts";

/** A browser in which someone is signed in. Pages use this id; the session's own id is secret. */
export interface BrowserSession {
  id: string;
  startedAt: Date | null;
  lastUsedAt: Date;
  address: string;
  browser: string;
  current: boolean;
}

interface Row {
  sid: string;
  idleEnd: number; // seconds since 1970
  sess: { startedAt?: string; address?: string; agent?: string };
}

export async function listSessions(actor: Actor, current: string): Promise<BrowserSession[]> {
  const rows = await findRows(actor.id);
  return rows
    .map(({ sid, sess, idleEnd }) => ({
      id: publicIdOf(sid),
      startedAt: sess.startedAt ? new Date(sess.startedAt) : null,
      lastUsedAt: lastUse(idleEnd),
      address: sess.address ?? "",
      browser: browserName(sess.agent ?? ""),
      current: sid === current,
    }))
    .sort((a, b) => Number(b.startedAt) - Number(a.startedAt));
}

/** How many browsers an account is signed in from. */
export async function countSessions(userId: number): Promise<number> {
  return (await findRows(userId)).length;
}

export async function endSession(audit: ActorAudit, id: string): Promise<void> {
  const row = (await findRows(audit.actor.id)).find(({ sid }) => publicIdOf(sid) === id);
  if (!row) throw new NotFound("session");
  await db.$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { sid: row.sid } });
    if (count === 0) throw new NotFound("session"); // ended by another request
    await record(tx, audit, { key: "session.destroy", subject: browserName(row.sess.agent ?? "") });
  });
}

function browserName(agent: string): string {
  const browsers = [/Edg|Edge/, /OPR|Opera/, /Firefox/, /Chrome|Chromium/, /Safari/, /curl/];
  const names = ["Edge", "Opera", "Firefox", "Chrome", "Safari", "curl"];
  const systems = /Windows|Android|iPhone|iPad|Mac OS X|Linux/.exec(agent);
  const name = names[browsers.findIndex((pattern) => pattern.test(agent))];
  const system = systems?.[0].replace("Mac OS X", "macOS");
  if (!name) return agent.slice(0, 40) || "Unknown browser";
  return system ? `${name} on ${system}` : name;
}

/** The signed-in users by session; ended sessions are left out. */
export async function findActorsBySession(sessions: string[]): Promise<Map<string, Actor>> {
  if (sessions.length === 0) return new Map();
  const rows = await db.$queryRaw<(Actor & { sid: string })[]>`
    SELECT sid, users.id, username, display_name AS "displayName", admin, robot
    FROM sessions JOIN users ON users.id = (sess->'passport'->>'user')::int
    WHERE sid = ANY (${sessions}::text[]) AND expire > now() AND disabled_at IS NULL`;
  return new Map(rows.map(({ sid, ...actor }) => [sid, actor]));
}

function findRows(userId: number): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    SELECT sid, sess, extract(epoch FROM expire::timestamptz)::float8 AS "idleEnd" FROM sessions
    WHERE ((sess->'passport'->>'user')::int) = ${userId} AND expire > now()`;
}

/** A session expires a fixed time after its last use. If that time was changed since, the answer is at most now. */
function lastUse(idleEnd: number): Date {
  return new Date(Math.min(Date.now(), (idleEnd - config.sessionIdleSeconds) * 1000));
}

function publicIdOf(sid: string): string {
  return hash("sha256", sid, "hex").slice(0, 20);
}
