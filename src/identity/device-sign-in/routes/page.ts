import { type Request, type Response, Router } from "express";
import { networkOf } from "../../../platform/cidr.ts";
import { TooMany } from "../../../platform/errors.ts";
import { setStatus } from "../../../platform/http/errors.ts";
import { attempt, blank, type Form, shownIn, submit } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { audit, requireRecentSignIn, requireSignIn } from "../../actor/request.ts";
import { lifetimeChoices } from "../../tokens/schemas.ts";
import {
  confirmDeviceSignIn,
  findDeviceSignIn,
  refuseDeviceSignIn,
  type ShownSignIn,
} from "../decide.ts";
import { CodeQuery, ConfirmationForm, RefusalForm } from "../schemas.ts";

/** Where people enter the code that a machine shows, and decide whether it gets a token. */
export const devicePages = Router();

devicePages.get(paths.device(), requireSignIn, async (req, res) => {
  const { user_code: typed } = readPageQuery(res, CodeQuery);
  if (!typed) return showEntry(res, blank());
  const form = await attempt({ user_code: typed }, () => find(req, typed));
  if (form.ok) showSignIn(req, res, form.value);
  else showEntry(setStatus(res, form.cause), form);
});

devicePages.post(
  paths.deviceConfirmation(),
  requireSignIn,
  requireRecentSignIn,
  async (req, res) => {
    const form = await submit(ConfirmationForm, req.body, async ({ user_code, days }) => {
      const found = await find(req, user_code);
      return { ...found, isDecided: await confirmDeviceSignIn(audit(req), found, days) };
    });
    if (form.ok) toDecided(req, res, form.value);
    else await showRefused(req, res, form);
  },
);

devicePages.post(paths.deviceRefusal(), requireSignIn, async (req, res) => {
  const form = await submit(RefusalForm, req.body, async ({ user_code }) => {
    const found = await find(req, user_code);
    return { ...found, isDecided: await refuseDeviceSignIn(audit(req), found) };
  });
  if (form.ok) toDecided(req, res, form.value);
  else await showRefused(req, res, form);
});

const find = (req: Request, typed: string): Promise<ShownSignIn> =>
  findDeviceSignIn(audit(req), typed).catch(shownIn("user_code", TooMany));

function showEntry(res: Response, form: object): void {
  res.set("Cache-Control", "no-store").render("identity/device-sign-in/enter", { form });
}

function showSignIn(req: Request, res: Response, signIn: ShownSignIn, form?: object): void {
  res.set("Cache-Control", "no-store");
  if (signIn.state !== "pending") res.render("identity/device-sign-in/decided", { signIn });
  else
    res.render("identity/device-sign-in/confirm", {
      signIn,
      form: form ?? blank({ days: "90" }),
      lifetimes: lifetimeChoices,
      isSameNetwork: networkOf(signIn.address) === networkOf(req.ip ?? ""),
    });
}

/** Leads to the page that says what counts; another window may have decided before. */
function toDecided(
  req: Request,
  res: Response,
  { code, isDecided }: { code: string; isDecided: boolean },
): void {
  if (!isDecided) flash(req, "This was decided before. Nothing was changed.", "info");
  res.redirect(303, paths.device(code));
}

type Refused = Extract<Form<unknown>, { ok: false }>;

/** A machine that can't be confirmed as asked is shown again; with a wrong code there is none. */
async function showRefused(req: Request, res: Response, form: Refused): Promise<void> {
  const { errors, values, cause } = form;
  setStatus(res, cause);
  if (errors.form || errors.days)
    showSignIn(req, res, await find(req, String(values.user_code)), form);
  else showEntry(res, form);
}
