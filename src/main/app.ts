import type { RequestListener } from "node:http";
import { fileURLToPath } from "node:url";
import express, { type Express, Router } from "express";
import { badges } from "../catalogue/badges/routes.ts";
import { compareAny } from "../catalogue/images/routes/compare.ts";
import { images } from "../catalogue/images/routes/images.ts";
import { namespacePage } from "../catalogue/namespace-page/routes.ts";
import { setBannerLookup } from "../catalogue/repositories/banners.ts";
import { matchesOfRepositories } from "../catalogue/repositories/matches.ts";
import { patternMatches } from "../catalogue/repositories/routes/matches.ts";
import { explore, repositories } from "../catalogue/repositories/routes/repositories.ts";
import { repositoryHead, repositoryTabs } from "../catalogue/repositories/tabs.ts";
import { searchPages } from "../catalogue/search/routes.ts";
import { sizeMap } from "../catalogue/sizes/map/routes.ts";
import { namespaceSizes, repositorySizes } from "../catalogue/sizes/routes.ts";
import {
  namespaceUsage,
  usage,
  administration as usageAdministration,
} from "../catalogue/usage/routes.ts";
import { setRestoreLookup } from "../identity/actor/feed.ts";
import { requireAdmin, requireSignIn } from "../identity/actor/request.ts";
import { deviceEndpoints } from "../identity/device-sign-in/routes/oauth.ts";
import { devicePages } from "../identity/device-sign-in/routes/page.ts";
import { profile } from "../identity/people/routes/profile.ts";
import { security } from "../identity/people/routes/security.ts";
import { users } from "../identity/people/routes/users.ts";
import { recovery } from "../identity/recovery/routes.ts";
import { robots } from "../identity/robots/routes.ts";
import { gate } from "../identity/second-factor/routes/gate.ts";
import { administration as secondFactorReset } from "../identity/second-factor/routes/reset.ts";
import { loadUser } from "../identity/sign-in/browser-session.ts";
import { setDirectoryCheck } from "../identity/sign-in/directory-check.ts";
import { setRejectionReport } from "../identity/sign-in/rejection.ts";
import { askForProof, recentSignIn, takeProof } from "../identity/sign-in/routes/recent-sign-in.ts";
import { secondFactor } from "../identity/sign-in/routes/second-factor.ts";
import { signIn } from "../identity/sign-in/routes/sign-in.ts";
import { setMatchesLookup } from "../identity/tokens/matches.ts";
import { restoresOf } from "../lifecycle/deletion/list/restores.ts";
import { deletionTabs } from "../lifecycle/deletion/list/tabs.ts";
import { deletions } from "../lifecycle/deletion/routes/deletions.ts";
import { explainDeletion } from "../lifecycle/deletion/routes/gone.ts";
import {
  namespaceDeletion,
  repositoryDeletion,
  teamDeletion,
} from "../lifecycle/deletion/routes/plan.ts";
import { offerRestores } from "../lifecycle/deletion/routes/restorable.ts";
import { untagged } from "../lifecycle/deletion/routes/untagged.ts";
import { namespaceImmutability, repositoryImmutability } from "../lifecycle/immutable/routes.ts";
import { nextNightPage } from "../lifecycle/retention/next-night/routes.ts";
import { namespaceRetention, registryRetention, retention } from "../lifecycle/retention/routes.ts";
import { restoreDays } from "../lifecycle/times.ts";
import { canSeeOverview } from "../operations/activity/policy.ts";
import { repositoryActivity } from "../operations/activity/routes/repository.ts";
import { namespaceActivity, teamActivity } from "../operations/activity/routes/tenancy.ts";
import { dashboard, administration as overview } from "../operations/activity/routes.ts";
import {
  clientConfigurations,
  administration as configurations,
  credentialHelper,
  credentialHelperGuide,
} from "../operations/configure/routes.ts";
import { administration as doctor, mirror } from "../operations/doctor/routes.ts";
import { health } from "../operations/health/probes.ts";
import { metrics } from "../operations/metrics/routes.ts";
import { people } from "../operations/people/routes.ts";
import { personTabs } from "../operations/people/tabs.ts";
import { repositoryBanners } from "../operations/problems/banners.ts";
import { problemCount } from "../operations/problems/find.ts";
import { titles as problemTitles } from "../operations/problems/problem.ts";
import { administration as emails } from "../operations/problems/routes.ts";
import { administration as settings } from "../operations/settings/routes.ts";
import { findShortcuts } from "../operations/shortcuts/shortcuts.ts";
import { live } from "../outbound/live/routes.ts";
import { webhooks } from "../outbound/webhooks/routes/webhooks.ts";
import { config } from "../platform/config/config.ts";
import { apiReference } from "../platform/http/api/reference.ts";
import { compress } from "../platform/http/compress.ts";
import { csrf, formToken } from "../platform/http/csrf.ts";
import { errorPage, notFound } from "../platform/http/errors.ts";
import { refusalOf } from "../platform/http/gate.ts";
import { parseQuery } from "../platform/http/input/query.ts";
import { onlyStorable } from "../platform/http/input/storable.ts";
import { logRequests } from "../platform/http/log.ts";
import { refuseMethods, refuseMethodsFirst } from "../platform/http/methods.ts";
import { serveAssets } from "../platform/http/pages/assets.ts";
import { setRequestLocals, siteLocals } from "../platform/http/pages/locals.ts";
import { theme } from "../platform/http/pages/theme.ts";
import { viewEngine } from "../platform/http/pages/views.ts";
import { contextOf, requestIdHeader } from "../platform/http/request-id.ts";
import { pageHeaders, setSecurityHeaders } from "../platform/http/security.ts";
import { sessions } from "../platform/http/session.ts";
import { paths } from "../platform/paths/paths.ts";
import { inRequest } from "../platform/request-context.ts";
import { catalogue } from "../protocol/catalog/routes/lists.ts";
import { registrySearch } from "../protocol/catalog/routes/search.ts";
import { administration as eventAdministration, notifications } from "../protocol/events/routes.ts";
import { referrers } from "../protocol/referrers/routes.ts";
import { formerSync, sync } from "../protocol/sync/routes.ts";
import { answerToken, asksForToken } from "../protocol/token/endpoint.ts";
import { credentialCheck, unknownEndpoints } from "../protocol/token/routes.ts";
import { tokenDebugger } from "../protocol/token-debugger/routes.ts";
import { administration as registryAdministration } from "../registry/admin/routes.ts";
import { accounts } from "../tenancy/accounts/routes.ts";
import { recordRejectedSignIn } from "../tenancy/decisions/rejected-sign-in.ts";
import { checkPassword } from "../tenancy/directories/hooks.ts";
import { directoryConnections } from "../tenancy/directories/routes.ts";
import { administration as signInProviders } from "../tenancy/external-sign-in/routes/admin.ts";
import { backChannel } from "../tenancy/external-sign-in/routes/back-channel.ts";
import { connections } from "../tenancy/external-sign-in/routes/connections.ts";
import { oidcSignIn } from "../tenancy/external-sign-in/routes/oidc.ts";
import { memberPreviews } from "../tenancy/namespaces/routes/members.ts";
import { namespaceMembers } from "../tenancy/namespaces/routes/members-page.ts";
import { namespaces } from "../tenancy/namespaces/routes/namespaces.ts";
import { namespaceSettings } from "../tenancy/namespaces/routes/settings.ts";
import { namespaceHead, namespaceTabs } from "../tenancy/namespaces/tabs.ts";
import { permissions } from "../tenancy/permission-lookup/routes.ts";
import { registries } from "../tenancy/registries/routes.ts";
import { administration as scimAdministration } from "../tenancy/scim/routes/admin.ts";
import { scim } from "../tenancy/scim/routes/scim.ts";
import { onboarding } from "../tenancy/sign-up/routes.ts";
import { teams } from "../tenancy/teams/routes.ts";
import { teamHead } from "../tenancy/teams/tabs.ts";
import { why } from "../tenancy/why/routes.ts";
import { api, document } from "./api.ts";
import { sendGateRefusal } from "./gate-refusal.ts";

/**
 * Every request passes the gate. Then the token endpoint is served without Express, because every push and pull asks it
 * several times, and all else with it.
 */
export function createApp(): RequestListener {
  const site = createSite();
  const trusts = site.get("trust proxy fn");
  const https = config.url.startsWith("https:");
  return (req, res) => {
    setSecurityHeaders(res, { https });
    const context = contextOf(req, trusts);
    res.setHeader(requestIdHeader, context.requestId);
    inRequest(context, () => {
      const refusal = refusalOf(req);
      if (refusal) sendGateRefusal(req, res, refusal);
      else if (asksForToken(req)) void answerToken(req, res, trusts);
      else site(req, res);
    });
  };
}

/** The sitemap: machines first (no session, no cookie), then public pages, then pages that require sign-in. */
export function createSite(): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxy);
  app.set("query parser", parseQuery);
  app.engine("ejs", viewEngine({ cache: !config.development }));
  app.set("view engine", "ejs");
  app.set("views", fileURLToPath(new URL("../../views", import.meta.url)));
  app.set("view cache", !config.development);
  setRejectionReport(recordRejectedSignIn);
  setDirectoryCheck(checkPassword);
  setMatchesLookup((person, patterns) => matchesOfRepositories(person, undefined, patterns));
  // Pages of every layer show the link to the overview and say for how long a deletion can be restored.
  Object.assign(app.locals, siteLocals, { canSeeOverview, restoreDays });
  Object.assign(app.locals, { repositoryHead, repositoryTabs }); // pages about a repository are in several layers
  Object.assign(app.locals, { problemCount, problemTitles }); // every page of an admin shows the count
  setRestoreLookup(restoresOf);
  setBannerLookup(repositoryBanners);
  Object.assign(app.locals, { deletionTabs, namespaceHead, namespaceTabs, teamHead, personTabs });

  app.use(logRequests);
  app.use(health, mirror, metrics);
  app.use("/v2", credentialCheck);
  app.use("/v2", referrers, catalogue);
  app.use("/v2/webhooks/events", notifications);
  app.use("/v2", unknownEndpoints);
  app.use("/v1", registrySearch);
  app.use(paths.scim(), scim);
  app.use(pageHeaders);
  app.use(backChannel, deviceEndpoints, credentialHelper);
  app.use("/assets", serveAssets);
  app.use(compress);
  app.use("/api", api());

  app.use(sessions(), loadUser);
  app.use(formToken, setRequestLocals); // before anything that may refuse a request: the error page has forms too
  app.use(express.urlencoded({ extended: false, limit: "300kb" }));
  app.use(refuseMethodsFirst(() => app.router));
  app.use(csrf, onlyStorable, takeProof);
  app.use(theme);
  app.use(onboarding); // until there is a first admin, every page leads to it
  app.use(gate); // who must add a second factor does that first
  app.use("/api", apiReference(document));
  app.use(signIn, oidcSignIn, secondFactor, recentSignIn, recovery);
  app.use(security, profile, connections, directoryConnections, robots); // require sign-in themselves
  app.use(devicePages); // likewise
  app.use(explore, searchPages(findShortcuts), compareAny, live);
  app.use("/repositories", repositoryPages()); // public ones are for anyone
  app.use("/namespaces/:id", offerRestores.inNamespace);
  app.use("/teams/:id", offerRestores.inTeam);
  app.use("/namespaces", namespacePage); // public ones are for anyone, too
  app.use("/why/token", requireSignIn, tokenDebugger);
  app.use("/why", why); // anonymous refusals are for anyone who has their id
  app.use(requireSignIn);
  app.use(dashboard);
  app.use(
    "/namespaces",
    namespaces,
    namespaceMembers,
    namespaceSettings,
    namespaceDeletion,
    webhooks,
  );
  app.use("/namespaces", namespaceSizes, namespaceUsage);
  app.use("/sizes", sizeMap);
  app.use("/namespaces", namespaceImmutability, namespaceRetention);
  app.use("/namespaces", namespaceActivity);
  app.use("/teams", memberPreviews, teams, teamActivity, teamDeletion);
  app.use("/people", people);
  app.use("/deletions", nextNightPage, deletions);
  app.use("/patterns", patternMatches);
  app.use("/permissions", permissions);
  app.use("/configure", credentialHelperGuide, clientConfigurations);
  app.use("/admin/sync", requireAdmin, sync);
  app.use("/admin/drift", formerSync);
  app.use("/admin", requireAdmin, overview, emails, eventAdministration, doctor);
  app.use("/admin/users", users, secondFactorReset, accounts);
  app.use("/admin/sign-in", signInProviders, scimAdministration);
  app.use("/admin/registries", registries);
  app.use("/admin", registryAdministration, registryRetention, settings);
  app.use("/admin/configure", configurations);
  app.use("/admin", usageAdministration);

  app.use(refuseMethods(() => app.router));
  app.use(notFound);
  app.use(askForProof, explainDeletion, errorPage);
  return app;
}

/** The pages of repositories. An unknown one is a 404 here: the pages below ask strangers to sign in first. */
function repositoryPages(): Router {
  const pages = Router();
  pages.use(badges, repositories, repositoryDeletion, untagged, retention);
  pages.use(repositorySizes, usage, repositoryImmutability, repositoryActivity, images);
  pages.use(
    refuseMethods(() => pages),
    notFound,
  );
  return pages;
}
