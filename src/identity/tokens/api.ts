import { z } from "zod";
import { endpoint, IdParams } from "../../platform/http/api/endpoint.ts";
import { scopes } from "../../platform/http/api/scopes.ts";
import { parse } from "../../platform/http/input/body.ts";
import { actor, audit } from "../actor/request.ts";
import { TokenForm } from "./schemas.ts";
import { createToken, listTokens, revokeToken, rotateToken, type TokenEntry } from "./tokens.ts";

const Time = z.iso.datetime();

const TokenEntity = z.object({
  id: z.int(),
  application: z.string(),
  created_at: Time,
  expires_at: Time.nullable(),
  last_used_at: Time.nullable(),
  rotated_at: Time.nullable(),
  scopes: z.array(z.enum(scopes)),
  patterns: z.array(z.string()),
  actions: z.array(z.enum(["pull", "push", "delete"])),
  addresses: z.array(z.string()),
});

/** The only response that contains the secret. */
export const PlainToken = z.object({ plain_token: z.string() });

const { name: application, ...limits } = TokenForm.in.shape;
const TokenBody = z.object({ application, ...limits });

export const endpoints = [
  endpoint("get", "/users/:id/application_tokens", {
    summary: "A user's application tokens",
    params: IdParams,
    answer: z.array(TokenEntity),
    run: async ({ req, params }) => (await listTokens(actor(req), params.id)).map(presentToken),
  }),

  endpoint("post", "/users/:id/application_tokens", {
    summary: "Create an application token; only this response contains its secret",
    params: IdParams,
    body: TokenBody,
    names: { name: "application" },
    status: 201,
    answer: TokenEntity.extend(PlainToken.shape),
    run: async ({ req, params, body }) => {
      const { application: name, ...limits } = body;
      const input = parse(TokenForm, { ...limits, name });
      const { token, secret } = await createToken(audit(req), params.id, input);
      return { ...presentToken(token), plain_token: secret };
    },
  }),

  endpoint("post", "/users/application_tokens/:id/rotation", {
    summary: "Rotate an application token; the old secret stops working",
    params: IdParams,
    answer: TokenEntity.extend(PlainToken.shape),
    run: async ({ req, params }) => {
      const { token, secret } = await rotateToken(audit(req), params.id);
      return { ...presentToken(token), plain_token: secret };
    },
  }),

  endpoint("delete", "/users/application_tokens/:id", {
    summary: "Revoke an application token",
    params: IdParams,
    run: async ({ req, params }) => revokeToken(audit(req), params.id),
  }),
];

function presentToken(token: TokenEntry) {
  return {
    id: token.id,
    application: token.name,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    last_used_at: token.lastUsedAt,
    rotated_at: token.rotatedAt,
    scopes: token.scopes,
    patterns: token.patterns,
    actions: token.actions,
    addresses: token.addresses,
  };
}
