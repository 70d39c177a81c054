import type { Response } from "express";
import { listButtons } from "../../providers/buttons.ts";
import { canUsePasskeys } from "../../second-factor/passkeys/relying-party.ts";

/** Shows the sign-in page, with the ways to sign in that this Portus has. */
export async function showSignIn(res: Response, form: object): Promise<void> {
  const providers = await listButtons();
  res.render("identity/sign-in/sign-in", { form, providers, canUsePasskeys: canUsePasskeys() });
}
