import { type Request, type Response, Router } from "express";
import { startSession } from "../../identity/sign-in/browser-session.ts";
import { config } from "../../platform/config/config.ts";
import { TooMany } from "../../platform/errors.ts";
import { setStatus } from "../../platform/http/errors.ts";
import { blank, shownIn, submit } from "../../platform/http/input/form.ts";
import { readPageQuery } from "../../platform/http/input/page-query.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { admitSignUp } from "./limit.ts";
import { isFounded, isSignUpOpen, signUp } from "./onboarding.ts";
import { SetupQuery, SignUpForm } from "./schemas.ts";
import { WrongSetupCode } from "./setup.ts";

export const onboarding = Router();

onboarding.use(async (req, res, next) => {
  if ((await isFounded()) || req.path === paths.signUp()) return next();
  res.redirect(303, paths.signUp());
});

onboarding.get("/sign-up", async (req, res) => {
  if (req.user) return res.redirect(303, paths.home());
  if (!(await isSignUpOpen())) return showClosed(res);
  const form = blank(readPageQuery(res, SetupQuery));
  noStore(res).render("tenancy/sign-up/sign-up", { form, ...(await signUpLocals()) });
});

onboarding.post("/sign-up", async (req, res) => {
  if (!(await isSignUpOpen())) return showClosed(res);
  const from = { address: req.ip ?? "" };
  const form = await submit(SignUpForm, req.body, async ({ setup_code: setupCode, ...input }) => {
    await admitSignUp(from);
    const shown = shownIn("setup_code", WrongSetupCode, TooMany);
    return signUp({ ...input, setupCode }, from).catch(shown);
  });
  if (!form.ok) {
    const page = setStatus(noStore(res), form.cause);
    return page.render("tenancy/sign-up/sign-up", { form, ...(await signUpLocals()) });
  }

  if (form.value.mustConfirm) return askToConfirm(req, res, form.value);
  await startSession(req, form.value);
  const role = form.value.admin ? "You are the admin of this Portus." : "This is your start page.";
  flash(req, `Welcome, ${form.value.username}. ${role}`);
  res.redirect(303, paths.home());
});

/** The URL may contain the setup code: it must not be cached or sent as a referrer. */
function noStore(res: Response): Response {
  return res.set({ "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" });
}

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
