import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import { z } from "zod";
import { text } from "../bounded-text.ts";
import { config } from "../config/config.ts";
import { FormExpired } from "../errors.ts";
import { isFromOtherSite, isOwnOrigin } from "./browsers.ts";
import { foreignHost } from "./gate.ts";

const safe = new Set(["GET", "HEAD", "OPTIONS"]);
const refusal =
  "This form is no longer valid: it was opened before you signed in or out, or on another site. Go back, reload the page and send it again.";

/**
 * Gives every page, including error pages, the token that its forms send. The token depends on a cookie and on the
 * signed-in account, so that other sites can't make it and anonymous visitors need no stored session.
 */
export const formToken: RequestHandler = (req, res, next) => {
  const seed = cookieOf(req) ?? randomBytes(16).toString("base64url");
  res.locals.csrfToken = masked(tokenFor(seed, req));
  if (!cookieOf(req))
    res.cookie(cookieName(), seed, {
      httpOnly: true,
      sameSite: "lax",
      secure: config.url.startsWith("https:"),
      path: "/",
    });
  next();
};

/** Refuses a form without the token, from another site, or at a host that is not this Portus's. */
export const csrf: RequestHandler = (req, res, next) => {
  if (safe.has(req.method)) return next();
  const foreign = foreignHost(req);
  if (foreign) throw foreign;
  const good = isSameOrigin(req) && matches(tokenIn(req.body), res.locals.csrfToken);
  if (!good) throw new FormExpired(refusal);
  next();
};

const Sent = z.object({ _csrf: text(200, { kind: "raw" }) });
const tokenIn = (body: unknown) => Sent.safeParse(body).data?._csrf;

const cookieName = () => (config.url.startsWith("https:") ? "__Host-portus-form" : "portus-form");

function cookieOf(req: Request): string | undefined {
  const pair = (req.headers.cookie ?? "")
    .split(/;\s*/)
    .find((text) => text.startsWith(`${cookieName()}=`));
  const value = pair?.slice(cookieName().length + 1);
  return value && /^[\w-]{22}$/.test(value) ? value : undefined;
}

function tokenFor(seed: string, req: Request): Buffer {
  const holder = req.user ? `${req.user.id}:${req.sessionID}` : "";
  return createHmac("sha256", config.secret).update(`csrf:${seed}:${holder}`).digest();
}

/**
 * Masks the token differently on every page. Otherwise the size of the compressed page would show an attacker, who
 * gets guesses reflected in it, how close they are (BREACH).
 */
function masked(token: Buffer): string {
  const mask = randomBytes(token.length);
  return Buffer.concat([mask, xor(token, mask)]).toString("base64url");
}

function matches(given: string | undefined, expected: string): boolean {
  if (given?.length !== expected.length) return false;
  return timingSafeEqual(unmasked(given), unmasked(expected));
}

function unmasked(text: string): Buffer {
  const both = Buffer.from(text, "base64url");
  return xor(both.subarray(both.length / 2), both.subarray(0, both.length / 2));
}

function xor(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, at) => byte ^ (other[at] ?? 0)));
}

/** Whether the browser reports this site as the sender. `null` and a missing header are left to the token. */
function isSameOrigin(req: Request): boolean {
  if (isFromOtherSite(req.headers)) return false;
  const { origin } = req.headers;
  return !origin || origin === "null" || isOwnOrigin(origin, req.headers); // a proxy may have replaced Host
}
