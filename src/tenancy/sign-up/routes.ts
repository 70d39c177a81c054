import { type Request, type Response, Router } from "express";
import { startSession } from "../../identity/sign-in/browser-session.ts";
import { config } from "../../platform/config/config.ts";
import { blank, submit } from "../../platform/http/input/form.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { admitSignUp } from "./limit.ts";
import { isFounded, isSignUpOpen, signUp } from "./onboarding.ts";
import { SignUpForm } from "./schemas.ts";

export const onboarding = Router();

onboarding.use(async (req, res, next) => {
  if ((await isFounded()) || req.path === paths.signUp()) return next();
  res.redirect(303, paths.signUp());
});

onboarding.get("/sign-up", async (req, res) => {
  if (req.user) return res.redirect(303, paths.home());
  if (!(await isSignUpOpen())) return showClosed(res);
  res.render("tenancy/sign-up/sign-up", { form: blank(), ...(await signUpLocals()) });
});

onboarding.post("/sign-up", async (req, res) => {
  if (!(await isSignUpOpen())) return showClosed(res);
  const form = await submit(SignUpForm, req.body, async (input) => {
    await admitSignUp({ address: req.ip ?? "" });
    return signUp(input, { address: req.ip ?? "" });
  });
  if (!form.ok)
    return res.status(422).render("tenancy/sign-up/sign-up", { form, ...(await signUpLocals()) });

  if (form.value.mustConfirm) return askToConfirm(req, res, form.value);
  await startSession(req, form.value);
  const role = form.value.admin ? "You are the admin of this Portus." : "This is your start page.";
  flash(req, `Welcome, ${form.value.username}. ${role}`);
  res.redirect(303, paths.home());
});

function showClosed(res: Response): void {
  res.status(403).render("tenancy/sign-up/closed");
}

function askToConfirm(req: Request, res: Response, { username }: { username: string }): void {
  flash(
    req,
    `Account ${username} created. Open the link that was e-mailed to you, then sign in. If it doesn't arrive, request a new one below.`,
    "info",
  );
  res.redirect(303, paths.signIn());
}

/** Whether this is the first account, and whether it becomes admin. */
async function signUpLocals() {
  const first = !(await isFounded());
  return { first, becomesAdmin: first && config.firstUserAdmin };
}
