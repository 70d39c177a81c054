import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { siteOf } from "../../../platform/cidr.ts";
import { TooMany } from "../../../platform/errors.ts";
import { setStatus } from "../../../platform/http/errors.ts";
import { blank, button, parseForm, shownIn, submit } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { localPath } from "../../../platform/http/redirect.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { admitAttempt } from "../../../platform/rate-limits.ts";
import type { Actor } from "../../actor/actor.ts";
import { factorsOf } from "../../second-factor/factors.ts";
import { requestOptions, verifyPasskey } from "../../second-factor/passkeys/assertion.ts";
import { keepChallenge, takeChallenge } from "../../second-factor/passkeys/challenge.ts";
import { canUsePasskeys } from "../../second-factor/passkeys/relying-party.ts";
import { PasskeyField } from "../../second-factor/passkeys/responses.ts";
import { startSession } from "../browser-session.ts";
import { findEnabled } from "../credentials.ts";
import { pendingSignIn } from "../pending.ts";
import { proveSecondFactor } from "../prove.ts";
import { reportRejection } from "../rejection.ts";
import { showSignIn } from "./sign-in.ts";

/** The second step of a sign-in, and the sign-in by a passkey alone. */
export const secondFactor = Router();

const ReturnQuery = z.object({ return: text(2000, { kind: "raw" }).catch("").optional() });
const PasskeyForm = ReturnQuery.extend({ passkey: PasskeyField });
const StepForm = ReturnQuery.extend({
  code: text(100, { kind: "raw" }).default(""),
  passkey: PasskeyField,
});

/** Challenges for visitors who have not signed in: each keeps a row of a session. */
const challenges = {
  name: "passkey challenges",
  max: 300,
  windowMs: 10 * 60 * 1000,
  what: "Too many passkeys were requested from your network.",
  wayOut: "The password works.",
};

secondFactor.get("/sign-in/second-factor", async (req, res) => {
  const asked = readPageQuery(res, ReturnQuery);
  if (req.user) return res.redirect(303, localPath(asked.return, paths.home()));
  const pending = await pendingSignIn(req);
  if (!pending) return res.redirect(303, paths.signIn(asked.return));
  await showStep(res, pending.account, blank(asked));
});

secondFactor.post("/sign-in/second-factor", async (req, res) => {
  const pending = await pendingSignIn(req);
  if (!pending) return res.redirect(303, paths.signIn(parseForm(StepForm, req.body).return));
  const { account, external } = pending;
  const form = await submit(StepForm, req.body, async ({ return: back, ...given }) => {
    const proof = await proveSecondFactor(req, auditOf(req, account), given)
      .catch(reported(req, account.username))
      .catch(shownIn("code", TooMany));
    const by = external ? "sign_in_provider" : "password";
    await startSession(req, account, { by, secondFactor: proof, ...(external && { external }) });
    return back;
  });
  if (form.ok) return res.redirect(303, localPath(form.value, paths.home()));
  await showStep(setStatus(res, form.cause), account, form);
});

secondFactor.post("/sign-in/passkey", async (req, res) => {
  const form = await submit(PasskeyForm, req.body, async ({ passkey: json, return: back }) => {
    const challenge = await takeChallenge(req);
    const id = await verifyPasskey({ json, challenge, account: null }).catch(reported(req, ""));
    await startSession(req, await findEnabled(id), { by: "passkey" });
    return back;
  });
  if (form.ok) return res.redirect(303, localPath(form.value, paths.home()));
  await showSignIn(setStatus(res, form.cause), form);
});

/** What the browser asks a passkey to sign: for the account that signs in or confirms something, or for any. */
secondFactor.post("/sign-in/passkey/challenge", button, async (req, res) => {
  const account = req.user ?? (await pendingSignIn(req))?.account ?? null;
  if (!account) await admitAttempt(challenges, siteOf(req.ip ?? ""));
  const options = await requestOptions(account);
  keepChallenge(req, options);
  res.set("Cache-Control", "no-store").json(options);
});

async function showStep(res: Response, account: Actor, form: object): Promise<void> {
  const { authenticator, passkeys } = await factorsOf(account);
  res.set("Cache-Control", "no-store").render("identity/sign-in/second-factor", {
    form,
    username: account.username,
    hasAuthenticator: authenticator !== null,
    hasPasskey: passkeys.length > 0 && canUsePasskeys(),
  });
}

const auditOf = ({ ip: address = "" }: Request, actor: Actor) =>
  ({ actor, credential: "password", address }) as const;

/** For catch(): notes in the decision log what was refused. */
function reported({ ip: address = "", headers }: Request, username: string) {
  return (error: unknown): never => {
    const why = username ? "wrong_second_factor" : "wrong_passkey";
    const agent = headers["user-agent"];
    reportRejection({ entryPoint: "sign_in", username, rejection: { why }, address, agent });
    throw error;
  };
}
