import { type Response, Router } from "express";
import { button, submit } from "../../platform/http/input/form.ts";
import { idIn } from "../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../platform/http/pages/confirm.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { actor, audit } from "../actor/request.ts";
import { TokenForm } from "../tokens/schemas.ts";
import { createToken, revokeToken, rotateToken } from "../tokens/tokens.ts";
import { showProfile } from "./profile.ts";

export const tokens = Router();

/** Responds with a page, not a redirect: the secret is not stored, so no other page could show it. */
tokens.post("/profile/tokens", async (req, res) => {
  const form = await submit(TokenForm, req.body, (input) =>
    createToken(audit(req), actor(req).id, input),
  );
  if (!form.ok) return showProfile(req, res.status(422), { token: form });

  showSecret(res.status(201), { ...form.value, owner: actor(req) });
});

tokens.post("/profile/tokens/:id/rotation", button, async (req, res) => {
  const id = idIn(req.params, "application token");
  if (askUnlessConfirmed(req, res, { ...rotation, cancel: paths.profile() })) return;
  showSecret(res, { ...(await rotateToken(audit(req), id, actor(req))), owner: actor(req) });
});

tokens.post("/profile/tokens/:id/revocation", button, async (req, res) => {
  const id = idIn(req.params, "application token");
  if (askUnlessConfirmed(req, res, { ...revocation, cancel: paths.profile() })) return;
  await revokeToken(audit(req), id, actor(req));
  flash(req, "Application token revoked. Anything that still uses it is refused from now on.");
  res.redirect(303, paths.profile());
});

export const revocation = {
  title: "Revoke this application token?",
  text: "Anything that uses it is refused from then on.",
  button: "Revoke token",
};

export const rotation = {
  title: "Rotate this application token?",
  text: "The old secret stops working. Name, limits and lifetime stay the same.",
  button: "Rotate token",
};

/** A page that must not be cached: it shows a secret that no other page can show. */
export function showSecret(res: Response, shown: object): void {
  res.set("Cache-Control", "no-store").render("identity/tokens/token", shown);
}
