import type { Request, RequestHandler } from "express";
import { db } from "../../../platform/db/client.ts";
import { type Actor, actorFields } from "../../actor/actor.ts";
import { recordSignIn } from "../sign-ins.ts";

/** Signs someone in with a new session id, which prevents session fixation. */
export async function startSession(req: Request, actor: Actor): Promise<void> {
  await regenerate(req);
  Object.assign(req.session, {
    passport: { user: actor.id },
    startedAt: new Date().toISOString(),
    address: req.ip ?? "",
    agent: req.get("user-agent")?.slice(0, 300) ?? "",
  });
  await save(req); // before the redirect, which the browser follows at once
  await recordSignIn(actor, req.ip ?? "");
}

/** Deletes the session, so that copies of its cookie are worthless. */
export async function signOut(req: Request): Promise<void> {
  req.user = undefined;
  await regenerate(req);
}

/** Sets the user of the session. Read for each request: a disabled user is signed out at once, and a new admin is one. */
export const loadUser: RequestHandler = async (req, _res, next) => {
  const id = req.session.passport?.user;
  if (id !== undefined) {
    const where = { id, disabledAt: null };
    req.user = (await db.user.findUnique({ where, select: actorFields })) ?? undefined;
    if (!req.user) delete req.session.passport;
  }
  next();
};

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
