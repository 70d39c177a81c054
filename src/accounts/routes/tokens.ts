import { Router } from "express";
import { paths } from "../../paths.ts";
import { submit } from "../../web/form.ts";
import { flash } from "../../web/session.ts";
import { actor } from "../current.ts";
import { idIn, TokenForm } from "../schemas.ts";
import { createToken, revokeToken } from "../tokens.ts";
import { confirmed } from "./confirm.ts";
import { showProfile } from "./profile.ts";

export const tokens = Router();

/** Answers with a page, not a redirect: the secret is kept nowhere, so no other page could show it. */
tokens.post("/profile/tokens", async (req, res) => {
  const form = await submit(TokenForm, req.body, (input) =>
    createToken(actor(req), actor(req).id, input),
  );
  if (!form.ok) return showProfile(req, res.status(422), { token: form });

  res.set("Cache-Control", "no-store").status(201).render("accounts/token", form.value);
});

tokens.post("/profile/tokens/:id/revocation", async (req, res) => {
  const id = idIn(req.params, "application token");
  if (!confirmed(req, res, question)) return;
  await revokeToken(actor(req), id);
  flash(req, "The application token is revoked. Whatever still uses it is refused from now on.");
  res.redirect(303, paths.profile());
});

const question = {
  title: "Revoke this application token?",
  text: "Whatever uses it is refused from then on.",
  button: "Revoke token",
  cancel: paths.profile(),
};
