import type { NextFunction, Request, Response } from "express";
import { Forbidden, SignInRequired } from "../errors.ts";

/** Who is asking. `null`, wherever an Actor may be null, is someone who has not signed in. */
export interface Actor {
  id: number;
  username: string;
  displayName: string | null;
  admin: boolean;
  robot: boolean;
}

/** The columns that make an Actor. */
export const actorFields = {
  id: true,
  username: true,
  displayName: true,
  admin: true,
  robot: true,
} as const;

declare global {
  namespace Express {
    interface User extends Actor {}
  }
}

/** The signed-in person of a request. */
export function actor(req: Request): Actor {
  if (!req.user) throw new SignInRequired();
  return req.user;
}

export function requireSignIn(req: Request, _res: Response, next: NextFunction): void {
  actor(req);
  next();
}

export function requireAdmin(req: Request, _res: Response, next: NextFunction): void {
  if (!actor(req).admin) throw new Forbidden("This page is for admins.");
  next();
}
