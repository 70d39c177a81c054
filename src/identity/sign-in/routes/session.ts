import type { Request, Response } from "express";
import type { Actor } from "../../actor/actor.ts";
import { recordSignIn } from "../sign-ins.ts";
import { passport } from "./passport.ts";

/** The user that the sign-in form authenticates; null if user name and password do not match. */
export function identify(req: Request, res: Response): Promise<Actor | null> {
  return new Promise((resolve, reject) => {
    const answer = (error: unknown, user?: Actor | false) =>
      error ? reject(error) : resolve(user || null);
    passport.authenticate("local", answer)(req, res, reject);
  });
}

/** Signs someone in with a new session id, which prevents session fixation. */
export async function startSession(req: Request, actor: Actor): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.logIn(actor, (error) => (error ? reject(error) : resolve()));
  });
  await recordSignIn(actor, req.ip ?? "");
}

export function signOut(req: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    req.logout((error) => (error ? reject(error) : resolve()));
  });
}
