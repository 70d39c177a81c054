import { type Request, type Response, Router } from "express";
import { blank, button, Nothing, submit } from "../../../platform/http/input/form.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../../platform/http/pages/confirm.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { actor, audit, requireRecentSignIn } from "../../actor/request.ts";
import { keepChallenge, takeChallenge } from "../passkeys/challenge.ts";
import { addPasskey, creationOptions, removePasskey, renamePasskey } from "../passkeys/passkeys.ts";
import { canUsePasskeys } from "../passkeys/relying-party.ts";
import { NewPasskeyForm, PasskeyNameForm } from "../schemas.ts";
import { showEnrolled } from "./enrolled.ts";

type Show = (req: Request, res: Response, form: object) => Promise<void>;

const base = paths.passkeys();

/** How people add, rename and remove their passkeys. `show` is the page that lists them. */
export function passkeyRoutes(show: Show): Router {
  const router = Router();
  router.use(additions);

  router.post(`${base}/:id/name`, requireRecentSignIn, async (req, res) => {
    const id = idIn(req.params, "passkey");
    const form = await submit(PasskeyNameForm, req.body, ({ name }) =>
      renamePasskey(audit(req), id, name),
    );
    if (!form.ok) return show(req, res.status(422), form);
    flash(req, "Passkey renamed.");
    res.redirect(303, paths.security());
  });

  router.post(`${base}/:id/removal`, requireRecentSignIn, button, async (req, res) => {
    const id = idIn(req.params, "passkey");
    if (askUnlessConfirmed(req, res, removal)) return;
    const form = await submit(Nothing, req.body, () => removePasskey(audit(req), id));
    if (!form.ok) return show(req, res.status(422), form);
    flash(req, "Passkey removed. Delete it on its device, too.");
    res.redirect(303, paths.security());
  });

  return router;
}

const removal = {
  title: "Remove this passkey?",
  text: "It no longer signs you in. If it is your last second factor, your recovery codes are deleted, and your password alone signs you in again.",
  button: "Remove passkey",
  cancel: paths.security(),
};

const additions = Router();

additions.get(paths.newPasskey(), requireRecentSignIn, (_req, res) => {
  res.render("identity/second-factor/new-passkey", {
    form: blank(),
    canUsePasskeys: canUsePasskeys(),
  });
});

/** What the browser needs to create a passkey. */
additions.post(paths.newPasskeyChallenge(), requireRecentSignIn, button, async (req, res) => {
  const options = await creationOptions(actor(req));
  keepChallenge(req, options);
  res.set("Cache-Control", "no-store").json(options);
});

additions.post(base, requireRecentSignIn, async (req, res) => {
  const form = await submit(NewPasskeyForm, req.body, async ({ name, passkey: json }) => {
    const challenge = await takeChallenge(req);
    return addPasskey(audit(req), { json, challenge, name, session: req.sessionID });
  });
  if (form.ok) return showEnrolled(req, res, { codes: form.value, added: "Passkey" });
  res.status(422).render("identity/second-factor/new-passkey", {
    form,
    canUsePasskeys: canUsePasskeys(),
  });
});
