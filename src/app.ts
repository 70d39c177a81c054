import { fileURLToPath } from "node:url";
import express, { type Express } from "express";
import passport from "passport";
import { access, elsewhere } from "./access/routes.ts";
import { requireAdmin, requireSignIn } from "./accounts/current.ts";
import { accounts, administration as userAdministration } from "./accounts/routes.ts";
import { dashboard, administration as overview } from "./activity/routes.ts";
import { api } from "./api.ts";
import { config } from "./config.ts";
import { health } from "./health.ts";
import { administration as eventAdministration, notifications } from "./notifications/routes.ts";
import { onboarding } from "./onboarding/routes.ts";
import { explore, repositories } from "./repositories/routes.ts";
import { serveAssets } from "./web/assets.ts";
import { csrf, formToken } from "./web/csrf.ts";
import { errorPage, notFound } from "./web/errors.ts";
import { helpers, locals } from "./web/helpers.ts";
import { logRequests } from "./web/log.ts";
import { securityHeaders } from "./web/security.ts";
import { sessions } from "./web/session.ts";
import { theme } from "./web/theme.ts";

/** The sitemap: machines first (no session, no cookie), then pages that anyone may open, then the rest. */
export function createApp(): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxy);
  app.set("view engine", "ejs");
  app.set("views", fileURLToPath(new URL("../views", import.meta.url)));
  app.set("view cache", !config.development);
  Object.assign(app.locals, helpers);

  app.use(logRequests);
  app.use(health);
  app.use("/v2", access);
  app.use("/v2/webhooks/events", notifications);
  app.use("/v2", elsewhere);
  app.use(securityHeaders(config.url.startsWith("https:")));
  app.use("/assets", serveAssets);
  app.use("/api", api());

  app.use(sessions(), passport.session());
  app.use(formToken, locals); // before anything that may refuse: its page has forms too
  app.use(express.urlencoded({ extended: false, limit: "100kb" }));
  app.use(csrf);
  app.use(theme);
  app.use(onboarding); // until there is a first admin, every page leads to it
  app.use(accounts); // sign in and out; the profile asks for itself
  app.use(explore);
  app.use("/repositories", repositories); // public ones are for anyone
  app.use(requireSignIn);
  app.use(dashboard);
  app.use("/admin", requireAdmin, overview, eventAdministration, userAdministration);

  app.use(notFound);
  app.use(errorPage);
  return app;
}
