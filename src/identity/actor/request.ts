import type { Credential } from "../../history/record.ts";
import { config } from "../../platform/config/config.ts";
import { Forbidden, RecentSignInRequired, SignInRequired } from "../../platform/errors.ts";
import type { Actor } from "./actor.ts";
import type { ActorAudit } from "./audit.ts";

// Who sent a request and how they authenticated.

declare global {
  namespace Express {
    interface Request {
      /** The signed-in user of a page, or the authenticated caller of the API. */
      user?: Actor | undefined;
      /** Whether the user of a page has a second factor. */
      hasSecondFactor?: boolean;
      /** The credential of an API request; pages have a session. */
      credential?: Credential;
    }
  }
}

const recentMs = 10 * 60 * 1000;

interface Request {
  user?: Actor | undefined;
  session?: { confirmedAt?: string | undefined };
  ip?: string | undefined;
  credential?: Credential;
}

/** The signed-in user who sent a request. Throws SignInRequired if nobody is signed in. */
export function actor(req: Request): Actor {
  if (!req.user) throw new SignInRequired();
  return req.user;
}

/** Who requests a change, with which credential and from where. */
export function audit(req: Request): ActorAudit {
  return { actor: actor(req), credential: req.credential ?? "session", address: req.ip ?? null };
}

/** The signed-in user, or null for a stranger on an instance that anyone may browse. */
export function visitor(req: Request): Actor | null {
  if (!req.user && !config.anonymousBrowsing) throw new SignInRequired();
  return req.user ?? null;
}

export function requireSignIn(req: Request, _res: unknown, next: () => void): void {
  actor(req);
  next();
}

/**
 * For what could give somebody lasting access, or destroy much: in the last ten minutes the password was entered, or the
 * second factor used if there is one.
 */
export function requireRecentSignIn(req: Request, _res: unknown, next: () => void): void {
  actor(req);
  if (!isRecent(req.session?.confirmedAt)) throw new RecentSignInRequired();
  next();
}

/** The same, for a route that needs it only for some requests. */
export function requireRecentSignInIf<R extends Request>(isNeeded: (req: R) => Promise<boolean>) {
  return async function requireRecentSignInIf(req: R, res: unknown, next: () => void) {
    if (await isNeeded(req)) requireRecentSignIn(req, res, next);
    else next();
  };
}

function isRecent(confirmedAt: string | undefined): boolean {
  return confirmedAt !== undefined && Date.now() - Date.parse(confirmedAt) < recentMs;
}

export function requireAdmin(req: Request, _res: unknown, next: () => void): void {
  if (!actor(req).admin) throw new Forbidden("This page is for admins.");
  next();
}
