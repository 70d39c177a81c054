import { type ErrorRequestHandler, type Request, type RequestHandler, Router } from "express";
import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { RecentSignInRequired, TooMany } from "../../../platform/errors.ts";
import { setStatus } from "../../../platform/http/errors.ts";
import { blank, parseForm, sentFields, takeField } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { localPath } from "../../../platform/http/redirect.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { actor, requireRecentSignIn, requireSignIn } from "../../actor/request.ts";
import { confirmSession } from "../browser-session.ts";
import { authenticatePassword, hasPassword } from "../credentials.ts";

// Routes that need a recent sign-in declare requireRecentSignIn. If it is not recent, a page asks for the password and
// keeps the fields of the form. Its own form goes to the same route again, with the password.

const field = "_password"; // no form of Portus has a field of this name

const Return = z.object({ return: text(2000, { kind: "raw" }).catch("").optional() });

/** Where the page leads that asks before a download: a form can't repeat a GET with a password. */
export const recentSignIn = Router();

recentSignIn.get("/recent-sign-in", requireSignIn, requireRecentSignIn, (_req, res) => {
  res.redirect(303, localPath(readPageQuery(res, Return).return, paths.home()));
});

recentSignIn.post("/recent-sign-in", requireSignIn, requireRecentSignIn, (req, res) => {
  res.redirect(303, localPath(parseForm(Return, req.body).return, paths.home()));
});

/** Takes the password out of a form that comes from the page that asks for it, so that the route sees only its own fields. */
export const takePassword: RequestHandler = async (req, _res, next) => {
  const given = takeField(req, field);
  if (given !== undefined && req.user) await confirmPassword(req, given);
  next();
};

async function confirmPassword(req: Request, secret: string): Promise<void> {
  const { username } = actor(req);
  const from = { address: req.ip ?? "" };
  const known = await authenticatePassword({ username, secret }, from).catch(tooOften);
  if (!known) throw new RecentSignInRequired({ refusal: "This is not your password." });
  await confirmSession(req);
}

function tooOften(error: unknown): never {
  if (!(error instanceof TooMany)) throw error;
  throw new RecentSignInRequired({ refusal: error.message, cause: error });
}

/** Shows the page that asks for the password. */
export const askForPassword: ErrorRequestHandler = async (error, req, res, next) => {
  if (!(error instanceof RecentSignInRequired) || res.headersSent) return next(error);
  const errors = error.refusal ? { [field]: error.refusal } : {};
  setStatus(res.set("Cache-Control", "no-store"), error.cause ?? error).render(
    "identity/sign-in/recent-sign-in",
    {
      form: { ...blank(), errors },
      hasPassword: await hasPassword(actor(req)),
      ...whatWasAsked(req),
    },
  );
};

/** The form that continues, its fields, and the page to go back to. */
function whatWasAsked(req: Request) {
  if (req.method !== "POST")
    return {
      action: paths.recentSignIn(),
      fields: { return: req.originalUrl },
      back: req.originalUrl,
    };
  return { action: req.originalUrl, fields: sentFields(req), back: undefined };
}
