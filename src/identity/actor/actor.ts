import type { NextFunction, Request, Response } from "express";
import { config } from "../../platform/config/config.ts";
import type { RepositoryAction } from "../../platform/db/client.ts";
import { Forbidden, SignInRequired } from "../../platform/errors.ts";

/** Who is asking. `null`, wherever an Actor may be null, is someone who has not signed in. */
export interface Actor {
  id: number;
  username: string;
  displayName: string | null;
  admin: boolean;
  robot: boolean;
  limit?: Limit;
  /** The application token used expires, or works only from some addresses. */
  restricted?: true;
  /** Portus itself or its operator: no user account, and no limits. */
  system?: true;
}

/** What an application token may do at most of what its owner may. Null: no such limit. */
export interface Limit {
  names: RegExp | null; // of repositories, whole
  actions: readonly RepositoryAction[] | null;
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

/** Who looks at what may be public: anyone, unless the operator closed the door to those who are not signed in. */
export function visitor(req: Request): Actor | null {
  if (!req.user && !config.anonymousBrowsing) throw new SignInRequired();
  return req.user ?? null;
}

export function requireSignIn(req: Request, _res: Response, next: NextFunction): void {
  actor(req);
  next();
}

export function requireAdmin(req: Request, _res: Response, next: NextFunction): void {
  if (!actor(req).admin) throw new Forbidden("This page is for admins.");
  next();
}
