import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { Invalid, TooMany, Unavailable } from "../../../platform/errors.ts";
import { setStatus } from "../../../platform/http/errors.ts";
import { blank, parseForm, shownIn, submit } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { localPath } from "../../../platform/http/redirect.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { listButtons } from "../../providers/buttons.ts";
import { canUsePasskeys } from "../../second-factor/passkeys/relying-party.ts";
import { keepLeaving, signOut, startSession } from "../browser-session.ts";
import { authenticatePassword } from "../credentials.ts";
import { awaitSecondFactor } from "../pending.ts";
import { explainToHolder, type Rejection, reportRejection } from "../rejection.ts";

export const signIn = Router();

const SignInForm = z.object({
  username: text(300, { kind: "raw" }).trim().toLowerCase().default(""),
  password: text(1024, { kind: "raw" }).default(""),
  return: text(2000, { kind: "raw" }).catch("").optional(),
});

/** Where to go after signing in. */
const ReturnQuery = SignInForm.pick({ return: true });

const mismatch =
  "User name and password do not match an account. Check both. Application tokens do not work in this form.";

signIn.get("/sign-in", async (req, res) => {
  const asked = readPageQuery(res, ReturnQuery);
  if (req.user) return res.redirect(303, localPath(asked.return, paths.home()));
  await showSignIn(res, blank(asked));
});

signIn.post("/sign-in", async (req, res) => {
  const form = await submit(SignInForm, req.body, async ({ username, password, ...rest }) => {
    let reason: string | null = null;
    const source = from(req, username, (rejection) => {
      reason = explainToHolder(rejection);
    });
    const known = await authenticatePassword({ username, secret: password }, source).catch(
      shownIn("form", TooMany, Unavailable),
    );
    if (!known) throw new Invalid({ form: reason ?? mismatch });
    const waits = await awaitSecondFactor(req, known.actor);
    if (!waits) await startSession(req, known.actor);
    return { back: rest.return, waits };
  });
  if (!form.ok) return showSignIn(setStatus(res, form.cause), form);
  const { back, waits } = form.value;
  res.redirect(303, waits ? paths.secondFactor(back) : localPath(back, paths.home()));
});

/** Shows the sign-in page, with the ways to sign in that this Portus has. */
export async function showSignIn(res: Response, form: object): Promise<void> {
  const providers = await listButtons();
  res.render("identity/sign-in/sign-in", { form, providers, canUsePasskeys: canUsePasskeys() });
}

/** The source of an attempt. The decision log records why it is refused. */
function from(
  { ip: address = "", headers }: Request,
  username: string,
  note: (rejection: Rejection) => void,
) {
  const agent = headers["user-agent"];
  const refused = (rejection: Rejection) => {
    note(rejection);
    reportRejection({ entryPoint: "sign_in", username, rejection, address, agent });
  };
  return { address, refused };
}

/** With an address to return to, people who have no password here sign in again. */
signIn.post("/sign-out", async (req, res) => {
  const asked = parseForm(ReturnQuery, req.body);
  const external = await signOut(req);
  res.set("Clear-Site-Data", '"storage"'); // the recent places of the palette
  if (!external || asked.return !== undefined) return res.redirect(303, paths.signIn(asked.return));

  await keepLeaving(req, external);
  res.redirect(303, paths.providerSignedOut(external));
});
