import { type Response, Router } from "express";
import { z } from "zod";
import { TooMany } from "../../../platform/errors.ts";
import { blank, button, parseForm } from "../../../platform/http/input/form.ts";
import { localPath } from "../../../platform/http/redirect.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { identify, signOut, startSession } from "./session.ts";

export const signIn = Router();

/** The fields of the sign-in request. Invalid input gets the same answer as wrong credentials. */
const SignInBody = z.object({
  username: z.string().max(300).optional(),
  password: z.string().max(1024).optional(),
  return: z.string().max(2000).catch("").optional(),
});

const mismatch =
  "User name and password do not match an account. Check both. Application tokens do not work in this form.";

signIn.get("/sign-in", (req, res) => {
  if (req.user) return res.redirect(303, localPath(req.query.return, paths.home()));
  res.render("identity/sign-in/sign-in", { form: blank({ return: req.query.return }) });
});

signIn.post("/sign-in", async (req, res) => {
  const { username, return: returnTo } = parseForm(SignInBody, req.body);
  const values = { username, return: returnTo };
  try {
    const actor = await identify(req);
    if (!actor) return showAgain(res, 422, { values, errors: { form: mismatch } });

    await startSession(req, actor);
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
