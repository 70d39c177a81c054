import type { Session, SessionData } from "express-session";
import { db } from "../../platform/db/client.ts";
import { maxSessionMs } from "../../platform/http/session.ts";
import { type Actor, actorFields } from "../actor/actor.ts";
import { recordSignIn } from "./sign-ins.ts";

// The session of a request: how it starts, ends and names its user.

interface Request {
  user?: Actor | undefined;
  session: Session & Partial<SessionData>;
  ip?: string | undefined;
  headers: { "user-agent"?: string | undefined };
}

/** Signs someone in with a new session id, which prevents session fixation. Without an audit entry, nobody is signed in. */
export async function startSession(req: Request, actor: Actor): Promise<void> {
  await recordSignIn(actor, req.ip ?? "");
  await regenerate(req);
  const now = new Date().toISOString();
  Object.assign(req.session, {
    passport: { user: actor.id },
    startedAt: now,
    confirmedAt: now,
    address: req.ip ?? "",
    agent: req.headers["user-agent"]?.slice(0, 300) ?? "",
  });
  await save(req); // before the redirect, which the browser follows at once
}

/** Records that the person of a session has just entered the password again. */
export async function confirmSession(req: Request): Promise<void> {
  req.session.confirmedAt = new Date().toISOString();
  await save(req); // before a redirect, too
}

/** Deletes the session, so that copies of its cookie are worthless. */
export async function signOut(req: Request): Promise<void> {
  req.user = undefined;
  await regenerate(req);
}

/** Sets the user of the session, loaded for each request: disabling someone or making them an admin takes effect at once. */
export async function loadUser(req: Request, _res: unknown, next: () => void): Promise<void> {
  if (isTooOld(req.session)) await regenerate(req);
  const id = req.session.passport?.user;
  if (id !== undefined) {
    const where = { id, disabledAt: null };
    req.user = (await db.user.findUnique({ where, select: actorFields })) ?? undefined;
    if (!req.user) delete req.session.passport;
  }
  next();
}

/** However much it is used, a session ends some time after it started. */
function isTooOld({ startedAt }: Partial<SessionData>): boolean {
  return startedAt !== undefined && Date.now() - Date.parse(startedAt) > maxSessionMs;
}

function regenerate({ session }: Request): Promise<void> {
  return new Promise((resolve, reject) =>
    session.regenerate((error) => (error ? reject(error) : resolve())),
  );
}

function save({ session }: Request): Promise<void> {
  return new Promise((resolve, reject) =>
    session.save((error) => (error ? reject(error) : resolve())),
  );
}
