import { type Request, type Response, Router } from "express";
import { TooMany } from "../../../platform/errors.ts";
import { setStatus } from "../../../platform/http/errors.ts";
import {
  blank,
  button,
  isConfirmed,
  Nothing,
  shownIn,
  submit,
} from "../../../platform/http/input/form.ts";
import { longIdIn } from "../../../platform/http/input/params.ts";
import { ask } from "../../../platform/http/pages/confirm.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { actor, audit, requireRecentSignIn, requireSignIn } from "../../actor/request.ts";
import { confirmedUntil } from "../../providers/confirmation.ts";
import { listProviders } from "../../providers/providers.ts";
import { signOut } from "../../sign-in/browser-session.ts";
import { endSession, listSessions } from "../../sign-in/sessions.ts";
import { listRefreshTokens, revokeRefreshToken } from "../../tokens/refresh-tokens.ts";
import { tokenRoutes } from "../../tokens/routes.ts";
import { lifetimeChoices, scopeChoices } from "../../tokens/schemas.ts";
import { listTokens } from "../../tokens/tokens.ts";
import { changePassword, hasOwnPassword, profileOf, updateProfile } from "../profile.ts";
import { PasswordForm, ProfileForm } from "../schemas.ts";
import { disabledSentence, ownerlessWarning, pendingHint, savedSentence } from "../sentences.ts";
import { disableUser, previewDisabling } from "../users.ts";

export const profile = Router();
profile.use("/profile", requireSignIn);

profile.get("/profile", (req, res) => showProfile(req, res));

profile.post("/profile", requireRecentSignIn, async (req, res) => {
  const form = await submit(ProfileForm, req.body, (input) =>
    updateProfile(audit(req), input).catch(shownIn("email", TooMany)),
  );
  if (!form.ok) return showProfile(req, setStatus(res, form.cause), { details: form });

  const { pendingEmail } = await profileOf(actor(req));
  flash(req, savedSentence("Profile", pendingEmail, form.value));
  res.redirect(303, paths.profile());
});

profile.post("/profile/password", async (req, res) => {
  const from = { address: req.ip ?? "", session: req.sessionID };
  const form = await submit(PasswordForm, req.body, (input) =>
    changePassword(audit(req), input, from).catch(shownIn("current", TooMany)),
  );
  if (!form.ok) return showProfile(req, setStatus(res, form.cause), { password: form });

  flash(req, "Password changed. Sign in again on your other devices and with docker login.");
  res.redirect(303, paths.profile());
});

profile.post("/profile/disabled", requireRecentSignIn, button, async (req, res) => {
  if (!isConfirmed(req.body)) return askToDisable(req, res);
  const form = await submit(Nothing, req.body, () => disableUser(audit(req), actor(req).id));
  if (!form.ok) return showProfile(req, res.status(422), { disabling: form });

  await signOut(req);
  flash(req, disabledSentence(form.value), "info");
  res.redirect(303, paths.signIn());
});

async function askToDisable(req: Request, res: Response): Promise<void> {
  const { id } = actor(req);
  const form = await submit(Nothing, req.body, () => previewDisabling(actor(req), id));
  if (!form.ok) return showProfile(req, res.status(422), { disabling: form });
  ask(req, res, { ...disabling, ...ownerlessWarning(form.value) });
}

const disabling = {
  title: "Disable your account?",
  text: "You are signed out everywhere, and your application tokens are revoked. Your namespace and images stay. Only an admin can enable the account again.",
  button: "Disable my account",
  cancel: paths.profile(),
};

profile.post("/profile/clients/:id/revocation", button, async (req, res) => {
  const id = longIdIn(req.params, "signed-in client");
  await revokeRefreshToken(audit(req), id);
  flash(req, "Client signed out. It has to sign in again.");
  res.redirect(303, paths.profile());
});

profile.post("/profile/sessions/:id/revocation", button, async (req, res) => {
  await endSession(audit(req), req.params.id);
  flash(req, "Session ended.");
  res.redirect(303, paths.profile());
});

profile.use(
  tokenRoutes({
    path: "/profile/tokens",
    parameter: "id",
    ownerOf: async (req) => actor(req),
    pathOf: paths.profile,
    show: (req, res, _owner, form) => showProfile(req, res, { token: form }),
  }),
);

type Forms = Partial<Record<"details" | "password" | "token" | "disabling", object>>;

/** The profile with all its forms; a rejected form shows its input and errors. */
async function showProfile(req: Request, res: Response, forms: Forms = {}): Promise<void> {
  const person = actor(req);
  const [details, tokens, clients, sessions, providers, hasPassword, accessUntil] =
    await Promise.all([
      profileOf(person),
      listTokens(person, person.id),
      listRefreshTokens(person),
      listSessions(person, req.sessionID),
      listProviders({ enabled: true }),
      hasOwnPassword(person),
      confirmedUntil(person.id),
    ]);
  res.render("identity/people/profile", {
    forms: {
      details: blank({
        email: details.email ?? details.pendingEmail,
        displayName: details.displayName,
      }),
      password: blank(),
      token: blank({ days: "90", scopes: "registry" }),
      disabling: blank(),
      ...forms,
    },
    pending: details.pendingEmail && pendingHint(details.pendingEmail, details.email),
    scopes: scopeChoices(person),
    lifetimes: lifetimeChoices,
    tokens,
    accessUntil,
    clients,
    sessions,
    providers,
    hasPassword,
  });
}
