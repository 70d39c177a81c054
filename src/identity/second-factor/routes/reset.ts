import { Router } from "express";
import { button } from "../../../platform/http/input/form.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../../platform/http/pages/confirm.ts";
import { flash, flashRefusal } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { audit, requireRecentSignIn } from "../../actor/request.ts";
import { resetSecondFactor } from "../reset.ts";

/** What admins do about the second factors of others, under /admin/users. */
export const administration = Router();

administration.post("/:id/second-factor/reset", requireRecentSignIn, button, async (req, res) => {
  const id = idIn(req.params, "user");
  if (askUnlessConfirmed(req, res, { ...question, cancel: paths.user({ id }) })) return;
  const reset = await flashRefusal(req, () => resetSecondFactor(audit(req), id));
  if (reset.ok) flash(req, `${reset.value} has no second factor now and was signed out.`);
  res.redirect(303, paths.user({ id }));
});

const question = {
  title: "Reset the second factors of this account?",
  text: "Their passkeys, authenticator app and recovery codes are removed, and their sessions end. They get an e-mail about it. Make sure that it is really them who ask: from then on, the password alone signs in.",
  button: "Reset second factors",
};
