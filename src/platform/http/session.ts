import type { NextFunction, Request, RequestHandler, Response } from "express";
import session from "express-session";
import { config } from "../config/config.ts";
import { pool } from "../db/client.ts";
import { Invalid } from "../errors.ts";
import type { Job } from "../jobs/schedule.ts";
import { SessionStore } from "./session-store.ts";

export const jobs: Job[] = [{ name: "prune-sessions", cron: "37 * * * *", run: pruneSessions }];

export interface Flash {
  kind: "good" | "bad" | "info";
  text: string;
  link?: { label: string; href: string };
}

declare module "express-session" {
  interface SessionData {
    flash: Flash[];
    startedAt: string;
    confirmedAt: string; // when the person last proved who they are, to sign in or again
    address: string;
    agent: string;
    passport: { user: number }; // the name in older sessions and in an index of the table
  }
}

/** The longest that a session lasts, however much it is used, in ms. */
export const maxSessionMs = 7 * 24 * 60 * 60 * 1000;

export function sessions(): RequestHandler {
  const https = config.url.startsWith("https:");
  const handle = session({
    name: https ? "__Host-portus" : "portus",
    secret: config.secret,
    store: new SessionStore(),
    resave: false,
    saveUninitialized: false,
    rolling: false,
    ...(https && { proxy: true }),
    cookie: { httpOnly: true, sameSite: "lax", secure: https, path: "/", maxAge: maxSessionMs },
  });
  return (req, res, next) => {
    saveBeforeRedirect(req, res, next);
    handle(https ? markAsHttps(req) : req, res, next);
  };
}

/**
 * Saves the session before a redirect. express-session sends the headers first, and a browser that follows at once
 * would not see the flash message.
 */
function saveBeforeRedirect(req: Request, res: Response, next: NextFunction): void {
  // Express has three signatures of redirect(); Portus always passes the status, then the address.
  const redirect = res.redirect.bind(res) as (status: number, to: string) => void;
  const saveFirst = (status: number, to: string): void => {
    if (req.session?.flash)
      req.session.save((error) => (error ? next(error) : redirect(status, to)));
    else redirect(status, to);
  };
  res.redirect = saveFirst as Response["redirect"]; // see above
}

/** PORTUS_URL decides whether cookies are secure, not the headers of a proxy. */
function markAsHttps(req: Request): Request {
  req.headers["x-forwarded-proto"] = "https";
  return req;
}

export function flash(req: Request, text: string, kind: Flash["kind"] = "good"): void {
  addFlash(req, { kind, text });
}

/** A message with a link to what it is about. */
export function flashLink(req: Request, text: string, link: Flash["link"]): void {
  addFlash(req, { kind: "good", text, ...(link && { link }) });
}

function addFlash(req: Request, message: Flash): void {
  req.session.flash = [...(req.session.flash ?? []), message];
}

/** Acts on a form that is not shown again: if its input is refused, the next page says why. */
export async function flashRefusal<T>(
  req: Request,
  action: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false }> {
  try {
    return { ok: true, value: await action() };
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    flash(req, error.message, "bad");
    return { ok: false };
  }
}

export function takeFlash(req: Request): Flash[] {
  const messages = req.session?.flash ?? [];
  if (messages.length > 0) delete req.session.flash;
  return messages;
}

async function pruneSessions(): Promise<number> {
  const { rowCount } = await pool.query("DELETE FROM sessions WHERE expire < now()");
  return rowCount ?? 0;
}
