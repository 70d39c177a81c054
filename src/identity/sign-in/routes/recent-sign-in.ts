import { type ErrorRequestHandler, type Request, type RequestHandler, Router } from "express";
import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { Invalid, RecentSignInRequired, TooMany, Unavailable } from "../../../platform/errors.ts";
import { setStatus } from "../../../platform/http/errors.ts";
import { blank, parseForm, sentFields, takeField } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { localPath } from "../../../platform/http/redirect.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { actor, audit, requireRecentSignIn, requireSignIn } from "../../actor/request.ts";
import { buttonsOf } from "../../providers/buttons.ts";
import { factorsOf } from "../../second-factor/factors.ts";
import { canUsePasskeys } from "../../second-factor/passkeys/relying-party.ts";
import { confirmSession } from "../browser-session.ts";
import { authenticatePassword, hasPassword } from "../credentials.ts";
import { proveSecondFactor } from "../prove.ts";

// Routes that need a recent sign-in declare requireRecentSignIn. If it is not recent, a page asks for the password, or for
// the second factor if the account has one, and keeps the fields of the form. Its own form goes to the same route again,
// with the proof.

/** The fields of a proof. No form of Portus has others of these names. */
const proofs = { password: "_password", code: "_code", passkey: "_passkey" } as const;

const Return = z.object({ return: text(2000, { kind: "raw" }).catch("").optional() });

/** Where the page leads that asks before a download: a form can't repeat a GET with a password. */
export const recentSignIn = Router();

recentSignIn.get("/recent-sign-in", requireSignIn, requireRecentSignIn, (_req, res) => {
  res.redirect(303, localPath(readPageQuery(res, Return).return, paths.home()));
});

recentSignIn.post("/recent-sign-in", requireSignIn, requireRecentSignIn, (req, res) => {
  res.redirect(303, localPath(parseForm(Return, req.body).return, paths.home()));
});

/** Takes the proof out of a form that comes from the page that asks for it, so that the route sees only its own fields. */
export const takeProof: RequestHandler = async (req, _res, next) => {
  const password = takeField(req, proofs.password);
  const code = takeField(req, proofs.code);
  const passkey = takeField(req, proofs.passkey);
  const isGiven = [password, code, passkey].some((it) => it !== undefined);
  if (isGiven && req.user && req.hasSecondFactor) await confirmFactor(req, { code, passkey });
  else if (password !== undefined && req.user) await confirmPassword(req, password);
  next();
};

async function confirmFactor(
  req: Request,
  given: { code?: string | undefined; passkey?: string | undefined },
) {
  await proveSecondFactor(req, audit(req), given).catch((error) => {
    if (!(error instanceof Invalid || error instanceof TooMany)) throw error;
    throw new RecentSignInRequired({ refusal: error.message, cause: error });
  });
  await confirmSession(req);
}

async function confirmPassword(req: Request, secret: string): Promise<void> {
  const { id, username } = actor(req);
  const from = { address: req.ip ?? "" };
  const known = await authenticatePassword({ username, secret }, from).catch(notChecked);
  if (known?.actor.id !== id)
    throw new RecentSignInRequired({ refusal: "This is not your password." });
  await confirmSession(req);
}

function notChecked(error: unknown): never {
  if (!(error instanceof TooMany || error instanceof Unavailable)) throw error;
  throw new RecentSignInRequired({ refusal: error.message, cause: error });
}

/** Shows the page that asks for the proof. */
export const askForProof: ErrorRequestHandler = async (error, req, res, next) => {
  if (!(error instanceof RecentSignInRequired) || res.headersSent) return next(error);
  const field = req.hasSecondFactor ? proofs.code : proofs.password;
  const errors = error.refusal ? { [field]: error.refusal } : {};
  const status = error.cause instanceof TooMany ? error.cause : error;
  setStatus(res.set("Cache-Control", "no-store"), status).render(
    "identity/sign-in/recent-sign-in",
    { form: { ...blank(), errors }, ...(await proofsOf(req)), ...whatWasAsked(req) },
  );
};

/** What somebody can prove who they are with. */
async function proofsOf(req: Request) {
  const account = actor(req);
  const { authenticator, passkeys } = await factorsOf(account);
  return {
    hasSecondFactor: req.hasSecondFactor,
    hasAuthenticator: authenticator !== null,
    hasPasskey: passkeys.length > 0 && canUsePasskeys(),
    hasPassword: await hasPassword(account),
    providers: req.hasSecondFactor ? [] : await buttonsOf(account), // a second factor here is not replaced
  };
}

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
