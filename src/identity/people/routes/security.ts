import { type Request, type Response, Router } from "express";
import { blank } from "../../../platform/http/input/form.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { actor, requireSignIn } from "../../actor/request.ts";
import { factorsOf } from "../../second-factor/factors.ts";
import { canUsePasskeys, relyingParty } from "../../second-factor/passkeys/relying-party.ts";
import { authenticatorRoutes } from "../../second-factor/routes/authenticator.ts";
import { passkeyRoutes } from "../../second-factor/routes/passkeys.ts";

/** How people protect their account: a page of parts, each with its own routes. */
export const security = Router();
security.use(paths.security(), requireSignIn);

security.get(paths.security(), (req, res) => show(req, res));

async function show(req: Request, res: Response, form: object = blank()): Promise<void> {
  res.render("identity/people/security", {
    form,
    factors: await factorsOf(actor(req)),
    hasSecondFactor: req.hasSecondFactor,
    canUsePasskeys: canUsePasskeys(),
    host: relyingParty().id,
  });
}

security.use(passkeyRoutes(show), authenticatorRoutes(show));
