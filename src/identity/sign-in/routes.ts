import { type Response, Router } from "express";
import { z } from "zod";
import { TooMany } from "../../platform/errors.ts";
import { blank, button, parseForm } from "../../platform/http/input/form.ts";
import { localPath } from "../../platform/http/redirect.ts";
import { paths } from "../../platform/paths/paths.ts";
import { signOut, startSession } from "./browser-session.ts";
import { authenticatePassword } from "./credentials.ts";

export const signIn = Router();

const SignInForm = z.object({
  username: z.string().trim().toLowerCase().max(300).default(""),
  password: z.string().max(1024).default(""),
  return: z.string().max(2000).catch("").optional(),
});

const mismatch =
  "User name and password do not match an account. Check both. Application tokens do not work in this form.";

signIn.get("/sign-in", (req, res) => {
  if (req.user) return res.redirect(303, localPath(req.query.return, paths.home()));
  res.render("identity/sign-in/sign-in", { form: blank({ return: req.query.return }) });
});

signIn.post("/sign-in", async (req, res) => {
  const { username, password, return: returnTo } = parseForm(SignInForm, req.body);
  const values = { username, return: returnTo };
  // Not submit(): a wrong password names no field, and too many of them answer 429.
  try {
    const from = { address: req.ip ?? "" };
    const known = await authenticatePassword({ username, secret: password }, from);
    if (!known) return showAgain(res, 422, { values, errors: { form: mismatch } });

    await startSession(req, known.actor);
    res.redirect(303, localPath(returnTo, paths.home()));
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    res.set("Retry-After", String(error.retryAfter));
    showAgain(res, 429, { values, errors: { form: error.message } });
  }
});

signIn.post("/sign-out", button, async (req, res) => {
  await signOut(req);
  res.redirect(303, paths.signIn());
});

function showAgain(res: Response, status: number, form: object): void {
  res.status(status).render("identity/sign-in/sign-in", { form });
}
