import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import { config } from "../config.ts";
import { Forbidden } from "../errors.ts";

const safe = new Set(["GET", "HEAD", "OPTIONS"]);
const refusal =
  "This form is no longer valid: it was opened before you signed in or out, or on another site. Go back, reload the page and send it again.";

/**
 * Every form carries a token tied to a cookie and to who is signed in, so that nobody else's page can send it
 * and anonymous visitors need no stored session. Every page is given it, that of a refusal as well.
 */
export const formToken: RequestHandler = (req, res, next) => {
  const seed = cookieOf(req) ?? randomBytes(16).toString("base64url");
  res.locals.csrfToken = tokenFor(seed, req);
  if (!cookieOf(req))
    res.cookie(cookieName(), seed, {
      httpOnly: true,
      sameSite: "lax",
      secure: config.url.startsWith("https:"),
      path: "/",
    });
  next();
};

/** Refuses a form without that token. What browsers say of the origin is checked as well. */
export const csrf: RequestHandler = (req, res, next) => {
  const good = sameOrigin(req) && matches(req.body?._csrf, res.locals.csrfToken);
  if (!safe.has(req.method) && !good) throw new Forbidden(refusal);
  next();
};

const cookieName = () => (config.url.startsWith("https:") ? "__Host-portus-form" : "portus-form");

function cookieOf(req: Request): string | undefined {
  const pair = (req.headers.cookie ?? "")
    .split(/;\s*/)
    .find((text) => text.startsWith(`${cookieName()}=`));
  const value = pair?.slice(cookieName().length + 1);
  return value && /^[\w-]{22}$/.test(value) ? value : undefined;
}

function tokenFor(seed: string, req: Request): string {
  const holder = req.user ? `${req.user.id}:${req.sessionID}` : "";
  return createHmac("sha256", config.secret).update(`csrf:${seed}:${holder}`).digest("base64url");
}

function matches(given: unknown, expected: string): boolean {
  if (typeof given !== "string" || given.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

/** Browsers say where a form came from; `none` and absence are left to the token. */
function sameOrigin(req: Request): boolean {
  const site = req.get("sec-fetch-site");
  if (site && site !== "same-origin" && site !== "none") return false;
  const origin = req.get("origin");
  const own = [req.get("host"), hostOf(config.url)]; // a proxy may have put its own name in Host
  return !origin || origin === "null" || own.includes(hostOf(origin));
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
