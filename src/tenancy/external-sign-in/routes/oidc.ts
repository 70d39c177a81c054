import { type Request, Router } from "express";
import { z } from "zod";
import { actor, requireAdmin } from "../../../identity/actor/request.ts";
import { finishSignIn, unasked } from "../../../identity/providers/oidc/callback.ts";
import { type Found, findOidc, findOidcToTest } from "../../../identity/providers/oidc/load.ts";
import { endSessionAddress } from "../../../identity/providers/oidc/logout.ts";
import { addPending, type Purpose, takePending } from "../../../identity/providers/oidc/pending.ts";
import { startSignIn } from "../../../identity/providers/oidc/start.ts";
import { idTokenOf } from "../../../identity/sign-in/provider-sessions.ts";
import { text } from "../../../platform/bounded-text.ts";
import { config } from "../../../platform/config/config.ts";
import { foreignHost } from "../../../platform/http/gate.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { localPath } from "../../../platform/http/redirect.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { admitStart } from "../oidc/limit.ts";
import { completions } from "./completions.ts";
import { failureShown } from "./failure.ts";

/** Sign-in by OpenID Connect: to the provider, back from it, and the way out. */
export const oidcSignIn = Router();

const StartQuery = z.object({
  return: text(2000, { kind: "raw" }).catch("").optional(),
  purpose: z.enum(["confirm", "connect", "test"]).optional().catch(undefined),
  moved: z.literal("1").optional().catch(undefined), // to the host of PORTUS_URL
});

oidcSignIn.get("/sign-in/oidc/:slug", async (req, res) => {
  const { slug } = req.params;
  const { moved, ...asked } = readPageQuery(res, StartQuery);
  if (!moved && !isAtPublicHost(req))
    return res.redirect(303, config.url + paths.providerSignIn({ slug }, { ...asked, moved: "1" }));
  const back = localPath(asked.return, paths.home());
  if (req.user && !asked.purpose) return res.redirect(303, back);

  const purpose: Purpose = asked.purpose ?? "sign_in";
  const user = purpose === "sign_in" ? null : actor(req).id;
  const found = await findFor(req, slug, purpose);
  await admitStart(req.ip ?? "");
  await failureShown(res, found.row, async () => {
    const { address, state, pending } = await startSignIn(found.oidc, {
      purpose,
      user,
      return: back,
    });
    await addPending(req, state, pending);
    res.set("Cache-Control", "no-store").redirect(303, address.href);
  });
});

const param = () => text(4_000, { kind: "raw" }).optional().catch(undefined);

/** What providers send back. openid-client reads and verifies it; only the state is needed here. */
const CallbackQuery = z.object({
  state: param(),
  code: param(),
  iss: param(),
  session_state: param(),
  error: param(),
  error_description: param(),
  error_uri: param(),
  scope: param(),
  authuser: param(),
  prompt: param(),
  hd: param(),
});

oidcSignIn.get("/sign-in/oidc/:slug/callback", async (req, res) => {
  const foreign = foreignHost(req);
  if (foreign) throw foreign;
  res.set("Cache-Control", "no-store");
  const { state = "" } = readPageQuery(res, CallbackQuery);
  const pending = await takePending(req, state);
  const found = await findFor(req, req.params.slug, pending?.purpose ?? "sign_in");
  await failureShown(res, { ...found.row, back: pending?.return }, async () => {
    if (!pending || isBySomebodyElse(req, pending)) throw unasked();
    const signedIn = await finishSignIn(found.oidc, pending, { state, search: searchOf(req) });
    await completions[pending.purpose](req, res, { ...found, pending, signedIn });
  });
});

/** The page after signing out here, which offers to sign out at the provider too. Forms may not lead to other sites. */
oidcSignIn.get("/sign-in/oidc/:slug/signed-out", async (req, res) => {
  const { row, oidc } = await findOidc(req.params.slug);
  const hasEnd = await endSessionAddress(oidc, null).catch(() => null);
  const leaving = req.session.leaving?.provider === row.id && hasEnd !== null;
  res.render("tenancy/external-sign-in/signed-out", { provider: row, leaving });
});

oidcSignIn.get("/sign-in/oidc/:slug/end", async (req, res) => {
  const { row, oidc } = await findOidc(req.params.slug);
  const { leaving } = req.session;
  if (!leaving || leaving.provider !== row.id) return res.redirect(303, paths.signIn());
  delete req.session.leaving;
  await failureShown(res, row, async () => {
    const address = await endSessionAddress(oidc, idTokenOf(leaving));
    res.set("Cache-Control", "no-store").redirect(303, address?.href ?? paths.signIn());
  });
});

/** A provider that is turned off can be tested by admins. */
async function findFor(req: Request, slug: string, purpose: Purpose): Promise<Found> {
  if (purpose !== "test") return findOidc(slug);
  requireAdmin(req, undefined, () => {});
  return findOidcToTest(slug);
}

/** Somebody else may have signed in here since: what was meant for one account must not reach another. */
function isBySomebodyElse(
  req: Request,
  { purpose, user }: { purpose: Purpose; user: number | null },
) {
  return purpose !== "sign_in" && req.user?.id !== user;
}

/** The session is a cookie of one host, and the provider sends people back to that of PORTUS_URL. */
const isAtPublicHost = ({ headers }: Request) => headers.host === new URL(config.url).host;

function searchOf({ originalUrl }: Request): string {
  const at = originalUrl.indexOf("?");
  return at < 0 ? "" : originalUrl.slice(at);
}
