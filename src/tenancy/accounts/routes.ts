import { type Request, type Response, Router } from "express";
import { actor, audit, requireRecentSignIn } from "../../identity/actor/request.ts";
import { absoluteUrl } from "../../identity/email-links/emails.ts";
import { findUserById } from "../../identity/people/find.ts";
import { profileOf, updateUser } from "../../identity/people/profile.ts";
import { UserForm } from "../../identity/people/schemas.ts";
import { ownerlessWarning, savedSentence } from "../../identity/people/sentences.ts";
import { issuePasswordLink, type PasswordLink } from "../../identity/recovery/recovery.ts";
import { TooMany } from "../../platform/errors.ts";
import { setStatus } from "../../platform/http/errors.ts";
import {
  blank,
  button,
  isConfirmed,
  Nothing,
  shownIn,
  submit,
} from "../../platform/http/input/form.ts";
import { idIn } from "../../platform/http/input/params.ts";
import { flash } from "../../platform/http/session.ts";
import { canSendEmail } from "../../platform/mail/smtp.ts";
import { paths } from "../../platform/paths/paths.ts";
import { createAccount } from "./accounts.ts";
import { type Consequences, consequences, deleteAccount } from "./deletion.ts";
import { AccountForm } from "./schemas.ts";
import { deletionItems } from "./sentences.ts";

/** Admin pages to create, change and delete accounts. */
export const accounts = Router();

accounts.get("/new", (_req, res) => {
  res.render("tenancy/accounts/new", { form: blank(), canSendEmail: canSendEmail() });
});

accounts.post("/new", requireRecentSignIn, async (req, res) => {
  const form = await submit(AccountForm, req.body, (input) => createAccount(audit(req), input));
  if (!form.ok)
    return res.status(422).render("tenancy/accounts/new", { form, canSendEmail: canSendEmail() });

  const { id, username, link } = form.value;
  if (link) return handOver(req, res, { id, username }, link);
  flash(req, `Account ${username} created. Give them the password that you chose.`);
  res.redirect(303, paths.users());
});

accounts.get("/:id", async (req, res) => {
  const user = await findUserById(actor(req), idIn(req.params, "user"));
  const form = blank({ email: user.email, displayName: user.displayName });
  res.render("identity/people/user", { user, form });
});

accounts.post("/:id", requireRecentSignIn, async (req, res) => {
  const user = await findUserById(actor(req), idIn(req.params, "user"));
  const form = await submit(UserForm, req.body, (input) =>
    updateUser(audit(req), user.id, input).catch(shownIn("email", TooMany)),
  );
  if (!form.ok) return setStatus(res, form.cause).render("identity/people/user", { user, form });

  const { pendingEmail } = await profileOf(user);
  flash(req, savedSentence(`Account ${user.username}`, pendingEmail, form.value));
  res.redirect(303, paths.user(user));
});

accounts.post("/:id/password-link", requireRecentSignIn, button, async (req, res) => {
  const user = await findUserById(actor(req), idIn(req.params, "user"));
  await handOver(req, res, user, await issuePasswordLink(audit(req), user.id));
});

accounts.get("/:id/deletion", async (req, res) => {
  const found = await consequences(actor(req), idIn(req.params, "user"));
  showDeletion(res, found);
});

accounts.post("/:id/deletion", requireRecentSignIn, button, async (req, res) => {
  const found = await consequences(actor(req), idIn(req.params, "user"));
  if (!isConfirmed(req.body)) return showDeletion(res, found);
  const form = await submit(Nothing, req.body, () => deleteAccount(audit(req), found.id));
  if (!form.ok) return showDeletion(res.status(422), found, form);

  flash(req, `Account ${found.username} deleted. Its activity keeps the name.`);
  res.redirect(303, paths.users());
});

function showDeletion(res: Response, found: Consequences, form: object = blank()): void {
  const warning = { warning: undefined, named: undefined, ...ownerlessWarning(found.ownerless) };
  res.render("tenancy/accounts/deletion", {
    found,
    items: deletionItems(found),
    form,
    ...warning,
  });
}

/** A link that could not be e-mailed is shown once. */
async function handOver(
  req: Request,
  res: Response,
  user: { id: number; username: string },
  { secret, expiresAt, mailedTo }: PasswordLink,
): Promise<void> {
  if (!mailedTo) {
    const link = { url: absoluteUrl(paths.newPassword(secret)), expiresAt };
    return res
      .set("Cache-Control", "no-store")
      .status(201)
      .render("identity/recovery/link", { user, link });
  }
  flash(req, `A link to set the password of ${user.username} was sent to ${mailedTo}.`);
  res.redirect(303, paths.user(user));
}
