import { type ErrorRequestHandler, type RequestHandler, Router, urlencoded } from "express";
import { Forbidden, Invalid, TooMany } from "../../../platform/errors.ts";
import { isFromOtherOrigin } from "../../../platform/http/browsers.ts";
import { logFailure, sentenceOf, setStatus, statusOf } from "../../../platform/http/errors.ts";
import { parse } from "../../../platform/http/input/body.ts";
import { refuseMethods } from "../../../platform/http/methods.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { revokeOwnToken } from "../../tokens/tokens.ts";
import { collectToken, type Denial } from "../collect.ts";
import { requestDeviceSignIn } from "../request.ts";
import { DeviceRequest, deviceGrant, Revocation, TokenRequest } from "../schemas.ts";

/** Where machines sign in (RFC 8628) and give back their tokens (RFC 7009). They have no session and no account. */
export const deviceEndpoints = Router();

const refuseOtherSites: RequestHandler = (req, _res, next) => {
  if (isFromOtherOrigin(req.headers)) throw new Forbidden("Pages of other sites sign nothing in.");
  next();
};

const never: RequestHandler = (_req, res, next) => {
  res.set("Cache-Control", "no-store");
  next();
};

const requireForm: RequestHandler = (req, _res, next) => {
  if (req.method === "POST" && req.is("urlencoded") === false) throw new Invalid({ form: noForm });
  next();
};
const noForm = "Send a form, as application/x-www-form-urlencoded, not JSON or anything else.";

deviceEndpoints.use(
  "/oauth",
  never,
  refuseOtherSites,
  requireForm,
  urlencoded({ extended: false, limit: "16kb" }),
);

deviceEndpoints.post(paths.deviceRequest(), async (req, res) => {
  const { client_id, scope, machine = client_id, replaces } = parse(DeviceRequest, req.body);
  const address = req.ip ?? "";
  res.send(await requestDeviceSignIn({ machine, address, actions: scope, replaces }));
});

deviceEndpoints.post(paths.deviceToken(), async (req, res) => {
  const { grant_type, device_code } = parse(TokenRequest, req.body);
  if (grant_type !== deviceGrant) throw new OAuthError("unsupported_grant_type", unsupported);
  if (device_code === undefined) throw new OAuthError("invalid_request", "Send the device_code.");
  const answer = await collectToken(device_code, { address: req.ip ?? "" });
  if ("error" in answer) throw new OAuthError(answer.error, answer.why);

  const { secret, username, expiresAt, actions } = answer;
  res.send({
    access_token: secret,
    token_type: "N_A", // it is the password of docker login, not a bearer token
    username,
    scope: actions.join(" "),
    ...(expiresAt && { expires_in: Math.floor((expiresAt.getTime() - Date.now()) / 1000) }),
  });
});

deviceEndpoints.post(paths.tokenRevocation(), async (req, res) => {
  const { token } = parse(Revocation, req.body);
  const revoked = await revokeOwnToken(token, req.ip ?? "");
  if (!revoked) throw new OAuthError("unsupported_token_type", byPeople);
  res.send({});
});

const unsupported = `The only grant_type here is ${deviceGrant}. Tokens for a registry are at ${paths.registryToken()}.`;
const byPeople =
  "A person created this token. Revoke it on the profile: only tokens of machines are revoked here.";

type Code =
  | Denial["error"]
  | "invalid_request"
  | "invalid_scope"
  | "unsupported_grant_type"
  | "unsupported_token_type";

class OAuthError extends Error {
  override name = "OAuthError";
  readonly status = 400;
  readonly code: Code;
  constructor(code: Code, message: string) {
    super(message);
    this.code = code;
  }
}

/** Errors as RFC 6749, 5.2 has them. */
const sendOAuthError: ErrorRequestHandler = (error, req, res, next) => {
  if (res.headersSent) return next(error);
  const refusal = error instanceof Invalid ? invalid(error) : error;
  const status = statusOf(refusal);
  logFailure(error, status, req.path);
  setStatus(res, refusal).send({
    error: codeOf(refusal, status),
    error_description: sentenceOf(refusal, status),
  });
};

function invalid({ fields }: Invalid): OAuthError {
  if (fields.scope) return new OAuthError("invalid_scope", fields.scope);
  const sentences = Object.entries(fields).map(([name, text]) =>
    name === "form" ? text : `${name}: ${text}`,
  );
  return new OAuthError("invalid_request", sentences.join(" "));
}

function codeOf(error: unknown, status: number): string {
  if (error instanceof OAuthError) return error.code;
  if (error instanceof TooMany) return "slow_down";
  if (status >= 500) return status === 503 ? "temporarily_unavailable" : "server_error";
  return error instanceof Forbidden ? "access_denied" : "invalid_request";
}

deviceEndpoints.use(refuseMethods(() => deviceEndpoints));
deviceEndpoints.use("/oauth", sendOAuthError);
