import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { Email } from "../../platform/email-address.ts";
import { parse } from "../../platform/http/input/body.ts";
import { blank, parseForm, submit } from "../../platform/http/input/form.ts";
import { flash } from "../../platform/http/session.ts";
import { canSendEmail } from "../../platform/mail/smtp.ts";
import { paths } from "../../platform/paths/paths.ts";
import { findLink } from "../email-links/links.ts";
import { Password } from "../sign-in/passwords.ts";
import { confirmAddress, confirmNewAddress, requestLink, setPasswordByLink } from "./recovery.ts";

/** Links sent by e-mail. Opening one changes nothing, since mail scanners open them too. */
export const recovery = Router();

const ForgottenForm = z.object({ email: Email });
const LinkForm = z.object({ link: text(100, { kind: "raw" }).catch("") });
const NewPasswordForm = LinkForm.extend({ password: Password });

recovery.get("/forgotten-password", (_req, res) => {
  res.render("identity/recovery/forgotten", { form: blank(), canSendEmail: canSendEmail() });
});

recovery.post("/forgotten-password", async (req, res) => {
  const form = await submit(ForgottenForm, req.body, ({ email }) => requestLink(email, from(req)));
  if (!form.ok)
    return res
      .status(422)
      .render("identity/recovery/forgotten", { form, canSendEmail: canSendEmail() });

  flash(req, "If an account has this e-mail address, a link has been sent to it.", "info");
  res.redirect(303, paths.signIn());
});

recovery.get("/new-password", async (req, res) => {
  const { link } = await findLink(parse(LinkForm, req.query).link, "password");
  noStore(res).render("identity/recovery/new-password", { form: blank(), link });
});

recovery.post("/new-password", async (req, res) => {
  const { link } = await findLink(parse(LinkForm, req.body ?? {}).link, "password");
  const form = await submit(NewPasswordForm, req.body, ({ password }) =>
    setPasswordByLink(link, password, from(req)),
  );
  if (!form.ok)
    return noStore(res).status(422).render("identity/recovery/new-password", { form, link });

  redirectToSignIn(req, res, `The password of ${form.value} is set. You can now sign in.`);
});

recovery.get("/confirmation", async (req, res) => {
  const found = await findLink(parse(LinkForm, req.query).link, "confirmation");
  noStore(res).render("identity/recovery/confirmation", found);
});

recovery.post("/confirmation", async (req, res) => {
  const { link } = parseForm(LinkForm, req.body);
  const username = await confirmAddress(link, from(req));
  redirectToSignIn(req, res, `E-mail address confirmed. Sign in as ${username}.`);
});

recovery.get("/new-address", async (req, res) => {
  const found = await findLink(parse(LinkForm, req.query).link, "address");
  noStore(res).render("identity/recovery/address", { form: blank(), ...found });
});

recovery.post("/new-address", async (req, res) => {
  const found = await findLink(parseForm(LinkForm, req.body).link, "address");
  const form = await submit(LinkForm, req.body, () => confirmNewAddress(found.link, from(req)));
  if (!form.ok)
    return noStore(res)
      .status(422)
      .render("identity/recovery/address", { form, ...found });

  flash(req, `E-mail address of ${form.value} changed.`);
  res.redirect(303, req.user ? paths.profile() : paths.signIn());
});

function from(req: Request) {
  return { address: req.ip ?? "" };
}

/** The URL contains a secret: it must not be cached or sent as a referrer. */
function noStore(res: Response): Response {
  return res.set({ "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" });
}

function redirectToSignIn(req: Request, res: Response, text: string): void {
  flash(req, text);
  res.redirect(303, paths.signIn());
}
