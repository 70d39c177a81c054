import { type Request, type Response, Router } from "express";
import { actor, audit, requireRecentSignIn } from "../../../identity/actor/request.ts";
import type { Provider } from "../../../identity/providers/providers.ts";
import { config } from "../../../platform/config/config.ts";
import { NotFound } from "../../../platform/errors.ts";
import { button } from "../../../platform/http/input/form.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../../platform/http/pages/confirm.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { findAnyProvider } from "../../external-sign-in/admin/providers.ts";
import { scimOverview } from "../overview.ts";
import { createScimToken, endScim } from "../token.ts";

/** What a sign-in provider sends by SCIM, under /admin/sign-in. */
export const administration = Router();

administration.get("/:id/scim", async (req, res) => show(res, await providerIn(req), null));

administration.post("/:id/scim", requireRecentSignIn, button, async (req: Identified, res) => {
  const provider = await providerIn(req);
  const { token } = await scimOverview(provider);
  if (token && askUnlessConfirmed(req, res, rotation(provider))) return;
  await show(res.status(201), provider, await createScimToken(audit(req), provider));
});

administration.post(
  "/:id/scim/removal",
  requireRecentSignIn,
  button,
  async (req: Identified, res) => {
    const provider = await providerIn(req);
    if (askUnlessConfirmed(req, res, removal(provider))) return;
    await endScim(audit(req), provider);
    flash(req, `SCIM is off. ${provider.name} can send nothing from now on.`);
    res.redirect(303, paths.scimSettings(provider));
  },
);

type Identified = Request<{ id: string }>;

const rotation = (provider: Provider) => ({
  title: `Rotate the SCIM token of ${provider.name}?`,
  text: `The present token stops working at once. Enter the new one at ${provider.name}.`,
  button: "Rotate token",
  cancel: paths.scimSettings(provider),
});

const removal = (provider: Provider) => ({
  title: `Turn off SCIM for ${provider.name}?`,
  text: `Its token stops working. Accounts and roles stay as they are, and ${provider.name} can no longer report who left.`,
  button: "Turn off SCIM",
  cancel: paths.scimSettings(provider),
});

/** A directory is asked and sends nothing, so SCIM is for the others. */
async function providerIn(req: Identified): Promise<Provider> {
  const provider = await findAnyProvider(actor(req), idIn(req.params, "sign-in provider"));
  if (provider.kind !== "oidc") throw new NotFound("sign-in provider");
  return provider;
}

/** A new token is shown on this page only: it is not stored. */
async function show(res: Response, provider: Provider, secret: string | null): Promise<void> {
  res.set("Cache-Control", "no-store").render("tenancy/scim/settings", {
    provider,
    secret,
    address: config.url + paths.scim(),
    ...(await scimOverview(provider)),
  });
}
