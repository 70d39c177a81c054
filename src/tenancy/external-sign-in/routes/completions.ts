import type { Request, Response } from "express";
import { actor } from "../../../identity/actor/request.ts";
import type { SignedIn } from "../../../identity/providers/oidc/callback.ts";
import type { Found } from "../../../identity/providers/oidc/load.ts";
import type { PendingSignIn, Purpose } from "../../../identity/providers/oidc/pending.ts";
import { shownClaims } from "../../../identity/providers/oidc/probe.ts";
import { ProviderFailure } from "../../../identity/providers/oidc/provider.ts";
import { confirmSession, startSession } from "../../../identity/sign-in/browser-session.ts";
import { awaitSecondFactor } from "../../../identity/sign-in/pending.ts";
import { sealIdToken } from "../../../identity/sign-in/provider-sessions.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { isConnected } from "../connections.ts";
import { keepRefreshToken } from "../oidc/refresh-tokens.ts";
import { signInExternally } from "../sign-in.ts";
import { offerConnection } from "./connections.ts";

interface Completed extends Found {
  pending: PendingSignIn;
  signedIn: SignedIn;
}

type Completion = (req: Request, res: Response, completed: Completed) => Promise<void>;

/** What happens after somebody came back from a provider, by what it was for. */
export const completions: Record<Purpose, Completion> = {
  sign_in: signIn,
  confirm,
  connect,
  test: showClaims,
};

async function signIn(req: Request, res: Response, { row, pending, signedIn }: Completed) {
  const { person, refreshToken, idToken, sid, authenticatedAt } = signedIn;
  const { subject } = person;
  const user = await signInExternally(row, person, { address: req.ip ?? null });
  await keepRefreshToken({ provider: row, subject }, refreshToken);
  const { id: provider, slug } = row;
  const external = { provider, slug, subject, sid, idToken: sealIdToken(idToken) };
  if (await awaitSecondFactor(req, user, external))
    // one that somebody has here counts at every door
    return res.redirect(303, paths.secondFactor(pending.return));
  const at = authenticatedAt ?? new Date();
  await startSession(req, user, { by: "sign_in_provider", at, external });
  res.redirect(303, pending.return);
}

async function confirm(req: Request, res: Response, { row, pending, signedIn }: Completed) {
  if (req.hasSecondFactor)
    throw new ProviderFailure("Your account has a second factor. Confirm with that one.");
  if (!(await isConnected(actor(req), row, signedIn.person)))
    throw new ProviderFailure(
      `You signed in at ${row.name} with another account than the one that you use here. Choose the account that is connected to yours.`,
    );
  await confirmSession(req);
  flash(req, "Confirmed that it is you. Send what you were about to send again.", "info");
  res.redirect(303, pending.return);
}

async function connect(req: Request, res: Response, { row, signedIn }: Completed) {
  await offerConnection(req, row, signedIn.person);
  res.redirect(303, paths.connections());
}

async function showClaims(_req: Request, res: Response, { row, signedIn }: Completed) {
  res.render("tenancy/external-sign-in/claims", { provider: row, ...shownClaims(signedIn) });
}
