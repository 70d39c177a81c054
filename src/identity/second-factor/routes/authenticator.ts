import { type Request, type Response, Router } from "express";
import { blank, button, Nothing, submit } from "../../../platform/http/input/form.ts";
import { askUnlessConfirmed } from "../../../platform/http/pages/confirm.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { actor, audit, requireRecentSignIn } from "../../actor/request.ts";
import {
  addAuthenticator,
  hasAuthenticator,
  newSecret,
  presentSecret,
  removeAuthenticator,
} from "../authenticator.ts";
import { renewRecoveryCodes } from "../recovery-codes.ts";
import { AuthenticatorForm } from "../schemas.ts";
import { showCodes, showEnrolled } from "./enrolled.ts";

declare module "express-session" {
  interface SessionData {
    newAuthenticator: string; // the sealed secret of an app until a code confirms it
  }
}

type Show = (req: Request, res: Response, form: object) => Promise<void>;

/** How people add and remove their authenticator app, and renew their recovery codes. `show` is the page that has them. */
export function authenticatorRoutes(show: Show): Router {
  const router = Router();
  router.use(additions);

  router.post(paths.authenticatorRemoval(), requireRecentSignIn, button, async (req, res) => {
    if (askUnlessConfirmed(req, res, removal)) return;
    const form = await submit(Nothing, req.body, () => removeAuthenticator(audit(req)));
    if (!form.ok) return show(req, res.status(422), form);
    flash(req, "Authenticator app removed. Delete the entry in the app, too.");
    res.redirect(303, paths.security());
  });

  router.post(paths.recoveryCodes(), requireRecentSignIn, button, async (req, res) => {
    if (askUnlessConfirmed(req, res, renewal)) return;
    const form = await submit(Nothing, req.body, () => renewRecoveryCodes(audit(req)));
    if (!form.ok) return show(req, res.status(422), form);
    showCodes(req, res, form.value);
  });

  return router;
}

const additions = Router();

additions.get(paths.newAuthenticator(), requireRecentSignIn, async (req, res) => {
  if (await hasAuthenticator(actor(req))) return res.redirect(303, paths.security());
  res.set("Cache-Control", "no-store").render("identity/second-factor/new-authenticator", {
    form: blank(),
    ...presentSecret(secretIn(req), actor(req)),
  });
});

additions.post(paths.authenticator(), requireRecentSignIn, async (req, res) => {
  const sealed = secretIn(req);
  const form = await submit(AuthenticatorForm, req.body, ({ code }) =>
    addAuthenticator(audit(req), { sealed, code, session: req.sessionID }),
  );
  if (form.ok) {
    delete req.session.newAuthenticator;
    return showEnrolled(req, res, { codes: form.value, added: "Authenticator app" });
  }
  res.set("Cache-Control", "no-store").status(422);
  res.render("identity/second-factor/new-authenticator", {
    form,
    ...presentSecret(sealed, actor(req)),
  });
});

/** The same until it is confirmed, so that a page that is loaded again fits the app. */
function secretIn(req: Request): string {
  req.session.newAuthenticator ??= newSecret();
  return req.session.newAuthenticator;
}

const removal = {
  title: "Remove the authenticator app?",
  text: "Its codes no longer work. If it is your last second factor, your recovery codes are deleted, and your password alone signs you in again.",
  button: "Remove authenticator app",
  cancel: paths.security(),
};

const renewal = {
  title: "Create new recovery codes?",
  text: "The codes that you have no longer work. The new ones are shown once.",
  button: "Create recovery codes",
  cancel: paths.security(),
};
