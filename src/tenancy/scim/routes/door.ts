import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import type { Provider } from "../../../identity/providers/providers.ts";
import { ScimError } from "../../../identity/providers/scim/error.ts";
import { networkOf } from "../../../platform/cidr.ts";
import { Invalid } from "../../../platform/errors.ts";
import { logFailure, sentenceOf, setStatus, statusOf } from "../../../platform/http/errors.ts";
import { log } from "../../../platform/log.ts";
import { admitAttempt } from "../../../platform/rate-limits.ts";
import { findProviderByToken, noteError } from "../token.ts";
import type { Sender } from "../users.ts";

// Who may send SCIM: those that have the token of a provider. There is no session and no other credential.

declare global {
  namespace Express {
    interface Request {
      /** The provider whose token a SCIM request has. */
      scimProvider?: Provider;
    }
  }
}

/** Entra ID asks for 25 requests a second. */
const requests = {
  name: "scim",
  max: 6_000,
  windowMs: 60 * 1000,
  what: "Too many requests were sent with this token.",
  wayOut: "Nothing of this request was changed.",
};

const wrongTokens = {
  name: "scim-token",
  max: 30,
  windowMs: 10 * 60 * 1000,
  what: "Too many wrong tokens were sent from your network.",
  wayOut: "An admin of Portus can create another token.",
};

export const identify: RequestHandler = async (req, res, next) => {
  res.set("Cache-Control", "no-store");
  const [, token] = /^bearer +(\S+) *$/i.exec(req.get("authorization") ?? "") ?? [];
  const provider = token ? await findProviderByToken(token) : null;
  if (!provider) {
    if (token) await admitAttempt(wrongTokens, networkOf(req.ip ?? ""));
    const error = token ? ', error="invalid_token"' : "";
    res.set("WWW-Authenticate", `Bearer realm="Portus SCIM"${error}`);
    throw new ScimError(401, null, token ? wrongToken : noToken);
  }
  req.scimProvider = provider;
  await admitAttempt(requests, String(provider.id));
  next();
};

const noToken =
  "Send the SCIM token of the sign-in provider in the header Authorization: Bearer TOKEN.";
const wrongToken =
  "This SCIM token is not valid. It was replaced, or SCIM was turned off. An admin of Portus can create another.";

export function sender({ scimProvider, ip }: Request): Sender {
  if (!scimProvider) throw new ScimError(401, null, noToken);
  return { provider: scimProvider, address: ip ?? null };
}

/** Sends a resource, or another message of the protocol. */
export function send(res: Response, status: number, message: object): void {
  res.status(status).type("application/scim+json").send(JSON.stringify(message));
}

/** Answers an error in the form of RFC 7644, 3.12, and keeps what was refused last for admins. */
export const scimError: ErrorRequestHandler = async (error, req, res, _next) => {
  const status = error instanceof Invalid ? 400 : statusOf(error);
  logFailure(error, status, req.originalUrl);
  const detail = sentenceOf(error, status);
  setStatus(res, error);
  send(res, status, {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
    status: String(status),
    ...scimTypeOf(error, status),
    detail,
  });
  if (req.scimProvider && status !== 404)
    await noteError(req.scimProvider, `${req.method} ${req.path}: ${detail}`).catch((err) =>
      log.warn({ err }, "the last error of SCIM could not be kept"),
    );
};

function scimTypeOf(error: unknown, status: number): { scimType?: string } {
  if (error instanceof ScimError) return error.scimType ? { scimType: error.scimType } : {};
  if (error instanceof Invalid) return { scimType: "invalidValue" };
  return status === 400 ? { scimType: "invalidSyntax" } : {};
}
