import { Router, urlencoded } from "express";
import { z } from "zod";
import { findOidc } from "../../../identity/providers/oidc/load.ts";
import { ProviderFailure } from "../../../identity/providers/oidc/provider.ts";
import { text } from "../../../platform/bounded-text.ts";
import { Invalid, NotFound } from "../../../platform/errors.ts";
import { parse } from "../../../platform/http/input/body.ts";
import { log } from "../../../platform/log.ts";
import { endByLogoutToken } from "../oidc/back-channel.ts";
import { checkNow } from "../oidc/checks.ts";

/** Where OpenID providers report that a session ended there: OpenID Connect Back-Channel Logout 1.0. */
export const backChannel = Router();

const Notice = z.object({ logout_token: text(20_000, { kind: "raw" }).min(1) }); // other fields are ignored, as it says

backChannel.post(
  "/sign-in/oidc/:slug/logout",
  urlencoded({ extended: false, limit: "64kb" }),
  async (req, res) => {
    res.set("Cache-Control", "no-store");
    try {
      const { oidc } = await findOidc(req.params.slug);
      const { logout_token: token } = parse(Notice, req.body);
      const people = await endByLogoutToken(oidc, token);
      res.end();
      checkNow(oidc, people).catch((error) =>
        log.warn(
          { err: error, provider: oidc.slug },
          "accounts could not be checked after a logout",
        ),
      );
    } catch (error) {
      if (!isRefusal(error)) throw error;
      log.warn(
        { provider: req.params.slug, why: error.message, err: error.cause },
        "a logout notice was refused",
      );
      res
        .status(error instanceof NotFound ? 404 : 400)
        .send({ error: "invalid_request", error_description: error.message });
    }
  },
);

function isRefusal(error: unknown): error is Error {
  return [ProviderFailure, NotFound, Invalid].some((kind) => error instanceof kind);
}
