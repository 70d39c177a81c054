import { type Request, type Response, Router } from "express";
import type { Scope } from "../../platform/http/api/scopes.ts";
import { blank, button, sentFields, submit, takeField } from "../../platform/http/input/form.ts";
import { idIn } from "../../platform/http/input/params.ts";
import { askUnlessConfirmed } from "../../platform/http/pages/confirm.ts";
import { flash } from "../../platform/http/session.ts";
import { scopesOf } from "../actor/limits.ts";
import { includesScope } from "../actor/policy.ts";
import { actor, audit, requireRecentSignIn } from "../actor/request.ts";
import { matchesOf } from "./matches.ts";
import { TokenForm } from "./schemas.ts";
import { snippetsFor } from "./snippets/snippets.ts";
import { type TokenOwner, useOf } from "./snippets/use.ts";
import { createToken, revokeToken, rotateToken, type TokenEntry } from "./tokens.ts";

/** The page that lists the application tokens of an owner: a person's profile or a robot's page. */
interface OwnersPage<O extends TokenOwner> {
  path: string; // where a new token is posted to
  parameter: "id" | "token"; // the part of the path below it with the id of a token
  ownerOf(req: Request): Promise<O>;
  pathOf(owner: O): string;
  show(req: Request, res: Response, owner: O, form: object): Promise<void>;
}

/** The routes that create, rotate and revoke the tokens of an owner. */
export function tokenRoutes<O extends TokenOwner>(page: OwnersPage<O>): Router {
  const { path, parameter, ownerOf, pathOf } = page;
  const tokenIn = (req: Request) => idIn({ id: req.params[parameter] }, "application token");
  const router = Router();

  router.post(path, requireRecentSignIn, async (req, res) => {
    const owner = await ownerOf(req);
    if (takeField(req, "preview") !== undefined)
      return page.show(req, res, owner, await previewed(req));
    const form = await submit(TokenForm, req.body, (input) =>
      createToken(audit(req), owner.id, { ...input, scopes: orRegistryOnly(input.scopes) }),
    );
    if (!form.ok) return page.show(req, res.status(422), owner, form);

    await showSecret(res.status(201), { ...form.value, owner });
  });

  router.post(`${path}/:${parameter}/rotation`, requireRecentSignIn, button, async (req, res) => {
    const owner = await ownerOf(req);
    if (askUnlessConfirmed(req, res, { ...rotation, cancel: pathOf(owner) })) return;
    await showSecret(res, { ...(await rotateToken(audit(req), tokenIn(req), owner)), owner });
  });

  router.post(`${path}/:${parameter}/revocation`, button, async (req, res) => {
    const owner = await ownerOf(req);
    if (askUnlessConfirmed(req, res, { ...revocation, cancel: pathOf(owner) })) return;
    await revokeToken(audit(req), tokenIn(req), owner);
    flash(req, "Application token revoked. Anything that still uses it is refused from now on.");
    res.redirect(303, pathOf(owner));
  });

  return router;
}

/** The form as it was sent, with what its patterns match: the button Preview creates nothing. */
async function previewed(req: Request): Promise<object> {
  const form = blank(sentFields(req));
  return { ...form, matches: await matchesOf(actor(req), String(form.values.patterns ?? "")) };
}

const revocation = {
  title: "Revoke this application token?",
  text: "Anything that uses it is refused from then on.",
  button: "Revoke token",
};

const rotation = {
  title: "Rotate this application token?",
  text: "The old secret stops working. Name, limits and lifetime stay the same.",
  button: "Rotate token",
};

/** Tokens made on a page work with the registry alone unless something else is chosen. */
export function orRegistryOnly(chosen: readonly Scope[]): Scope[] {
  return chosen.length > 0 ? [...chosen] : ["registry"];
}

/**
 * Shows a new secret and how to use it, on a page instead of a redirect: the secret is not stored, so no other page could
 * show it.
 */
export async function showSecret(
  res: Response,
  shown: { token: TokenEntry; secret: string; owner: TokenOwner },
): Promise<void> {
  const use = await useOf(shown.owner, shown);
  const snippets = use ? snippetsFor(use) : [];
  const forApi = includesScope(scopesOf(shown.token), "api:read");
  res.set("Cache-Control", "no-store");
  res.render("identity/tokens/token", { ...shown, snippets, forApi });
}
