import { type Request, type RequestHandler, Router } from "express";
import { endpoints as images } from "../catalogue/images/api.ts";
import { endpoints as repositories } from "../catalogue/repositories/api/repositories.ts";
import { endpoints as sizes } from "../catalogue/sizes/api.ts";
import { endpoints as usage } from "../catalogue/usage/api.ts";
import type { Restriction } from "../identity/actor/actor.ts";
import { holdsScope, withinScopes } from "../identity/actor/policy.ts";
import { actor } from "../identity/actor/request.ts";
import { endpoints as profile } from "../identity/people/api/profile.ts";
import { endpoints as users } from "../identity/people/api/users.ts";
import { endpoints as robots } from "../identity/robots/api.ts";
import { authenticateCredentials } from "../identity/sign-in/credentials.ts";
import { explainToHolder, type Rejection, reportRejection } from "../identity/sign-in/rejection.ts";
import { endpoints as tokens } from "../identity/tokens/api.ts";
import { endpoints as deletions } from "../lifecycle/deletion/api/deletions.ts";
import { endpoints as untagged } from "../lifecycle/deletion/api/untagged.ts";
import { endpoints as immutability } from "../lifecycle/immutable/api.ts";
import { endpoints as retention } from "../lifecycle/retention/api.ts";
import { healthy, version } from "../operations/health/api.ts";
import { endpoints as problems } from "../operations/problems/api.ts";
import { endpoints as webhooks } from "../outbound/webhooks/api/webhooks.ts";
import { Forbidden, NotFound, SignInRequired } from "../platform/errors.ts";
import { readBody } from "../platform/http/api/bodies.ts";
import { type Endpoint, endpoint, serveEndpoints } from "../platform/http/api/endpoint.ts";
import { apiError } from "../platform/http/api/errors.ts";
import { openApi } from "../platform/http/api/openapi.ts";
import type { Scope } from "../platform/http/api/scopes.ts";
import { basicCredentials, splitCredentials } from "../platform/http/basic.ts";
import { refuseMethods } from "../platform/http/methods.ts";
import { requestIdHeader } from "../platform/http/request-id.ts";
import { endpoints as events } from "../protocol/events/api.ts";
import { endpoints as sync } from "../protocol/sync/api.ts";
import { endpoints as registries } from "../registry/admin/api.ts";
import { endpoints as accounts } from "../tenancy/accounts/api.ts";
import { endpoints as decisions } from "../tenancy/decisions/api.ts";
import { endpoints as directories } from "../tenancy/directories/api.ts";
import { endpoints as namespaces } from "../tenancy/namespaces/api/namespaces.ts";
import { endpoints as namespacePreviews } from "../tenancy/namespaces/api/previews.ts";
import { endpoints as permissions } from "../tenancy/permission-lookup/api.ts";
import { endpoints as newRegistries } from "../tenancy/registries/api.ts";
import { endpoints as signUp } from "../tenancy/sign-up/api.ts";
import { endpoints as teams } from "../tenancy/teams/api.ts";
import { endpoints as unavailable } from "./unavailable-api.ts";

const ping = endpoint("get", "/_ping", {
  summary: "Whether Portus answers",
  caller: "anyone",
  status: 200,
  run: async () => undefined,
});

export const endpoints = [
  ping,
  healthy,
  ...signUp,
  ...accounts,
  ...newRegistries,
  ...registries,
  ...users,
  ...tokens,
  ...robots,
  ...profile,
  ...repositories,
  ...images,
  ...teams,
  ...directories,
  ...namespaces,
  ...namespacePreviews,
  ...immutability,
  ...deletions,
  ...untagged,
  ...retention,
  ...usage,
  ...webhooks,
  ...sizes,
  ...permissions,
  ...decisions,
  ...sync,
  ...events,
  ...problems,
  ...unavailable,
];

const unversioned = [version];

const changedByAnyone = endpoints
  .filter(({ method, caller }) => method !== "get" && caller === "anyone")
  .map(({ path }) => `/v1${path}`);

/** The OpenAPI document of all operations, which the API reference page also shows. */
export const document = openApi(endpoints, unversioned);

/** The API, version 1. Each request carries credentials; there is no session. */
export function api(): Router {
  const router = Router();
  router.use(openToOtherSites);
  router.get("/openapi.json", (_req, res) => void res.json(document));
  router.get("/openapi-spec", (_req, res) => void res.json(document)); // its address in the ancestor
  router.get("/", (_req, _res, next) => next("router")); // a page for people
  router.use(readBody, identify);
  router.use("/v1", serveEndpoints(endpoints, admit));
  router.use(serveEndpoints(unversioned, admit));
  router.use(refuseMethods(() => router));
  router.use(() => {
    throw new NotFound("address in the API; /api/openapi.json lists them");
  });
  router.use(apiError);
  return router;
}

/**
 * Lets pages of other sites call the API with a token. This is safe because the API accepts no cookies. What changes
 * something without credentials is closed to them: a page could call it in the browser of somebody who can reach Portus.
 */
const openToOtherSites: RequestHandler = (req, res, next) => {
  res.set("Cache-Control", "no-store");
  if (changedByAnyone.some((path) => req.path.replace(/\/$/, "") === path)) return next();
  res.set("Access-Control-Allow-Origin", "*");
  res.set("Access-Control-Expose-Headers", requestIdHeader);
  if (req.method !== "OPTIONS") return next();
  res.set("Access-Control-Allow-Headers", "Portus-Auth, Authorization, Content-Type");
  res.set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
  res.status(204).end();
};

/** `Portus-Auth: user:token`, or HTTP Basic with a token or a password. */
const identify: RequestHandler = async (req, _res, next) => {
  const header = req.get("portus-auth");
  const given = header ? splitCredentials(header) : basicCredentials(req.get("authorization"));
  if (given) {
    const { ip: address = "" } = req;
    const agent = req.get("user-agent");
    let reason: string | null = null;
    const refused = (rejection: Rejection) => {
      reason = explainToHolder(rejection);
      reportRejection({ entryPoint: "api", username: given.username, rejection, address, agent });
    };
    const known = await authenticateCredentials(given, { address, refused });
    if (!known) throw new SignInRequired(reason ?? undefined);
    req.user = withinScopes(known.actor);
    req.credential = known.applicationToken
      ? `application_token:${known.applicationToken}`
      : "password";
  }
  next();
};

const limited =
  "A limited application token can't do this. Use your password, or a token without limits.";

/** Refuses callers who may not call an operation. */
async function admit(req: Request, endpoint: Endpoint): Promise<void> {
  const { caller, scope, allowsLimitedTokens, allowsRestrictedTokens } = endpoint;
  if (caller === "anyone") return; // a token may do what needs none
  if (req.user && scope && !holdsScope(req.user, scope)) throw new Forbidden(lacks(scope));
  if (req.user?.limit && !allowsLimitedTokens) throw new Forbidden(limited);
  if (req.user?.restricted && !allowsRestrictedTokens)
    throw new Forbidden(wouldOutlast(req.user.restricted));
  if (!actor(req).admin && caller === "admin") throw new Forbidden();
}

const lacks = (scope: Scope) =>
  `This application token does not have the scope ${scope}, which this operation needs. Create a token that has it.`;
const wouldOutlast = (restriction: Restriction) =>
  `This application token ${restriction}, and this could give access that outlasts it. Use the password, or a token without this limit.`;
