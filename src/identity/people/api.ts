import { z } from "zod";
import { db, type Prisma } from "../../platform/db/client.ts";
import {
  answerList,
  endpoint,
  IdParams,
  ListQuery,
  sorted,
} from "../../platform/http/api/endpoint.ts";
import { parse } from "../../platform/http/input/body.ts";
import { actor, audit } from "../actor/request.ts";
import { TokenForm } from "../tokens/schemas.ts";
import {
  createToken,
  listTokens,
  revokeToken,
  rotateToken,
  type TokenEntry,
} from "../tokens/tokens.ts";

const Time = z.iso.datetime();

export const UserEntity = z.object({
  id: z.int(),
  username: z.string(),
  email: z.string().nullable(),
  current_sign_in_at: Time.nullable(),
  last_sign_in_at: Time.nullable(),
  created_at: Time,
  updated_at: Time,
  admin: z.boolean(),
  enabled: z.boolean(),
  locked_at: z.null(), // nobody is ever locked out here
  namespace_id: z.int().nullable(),
  display_name: z.string().nullable(),
  bot: z.boolean(),
});

const TokenEntity = z.object({
  id: z.int(),
  application: z.string(),
  created_at: Time,
  expires_at: Time.nullable(),
  last_used_at: Time.nullable(),
  rotated_at: Time.nullable(),
  patterns: z.array(z.string()),
  actions: z.array(z.enum(["pull", "push", "delete"])),
  addresses: z.array(z.string()),
});

/** The only response that contains the secret. */
export const PlainToken = z.object({ plain_token: z.string() });

const { name: application, ...limits } = TokenForm.in.shape;
const TokenBody = z.object({ application, ...limits });

const UsersQuery = ListQuery.extend({
  sort_attr: z.enum(["id", "username", "email", "created_at", "updated_at"]).default("id"),
});

export const endpoints = [
  endpoint("get", "/users", {
    summary: "List users",
    caller: "admin",
    query: UsersQuery,
    answer: z.array(UserEntity),
    run: async (call) =>
      answerList(call, {
        count: () => db.user.count(),
        ids: (window) =>
          db.user.findMany({ ...window, orderBy: sorted(call.query), select: { id: true } }),
        rows: (ids) => db.user.findMany({ ...shown, where: { id: { in: ids } } }),
        present: presentUser,
      }),
  }),

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

/** The columns of a user that presentUser() needs. */
export const shown = {
  omit: { passwordHash: true },
  include: { namespaces: { select: { id: true }, orderBy: { id: "asc" }, take: 1 } },
} satisfies Prisma.UserFindManyArgs;

export function presentUser(user: Prisma.UserGetPayload<typeof shown>) {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    current_sign_in_at: user.currentSignInAt,
    last_sign_in_at: user.lastSignInAt,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
    admin: user.admin,
    enabled: user.disabledAt === null,
    locked_at: null,
    namespace_id: user.namespaces[0]?.id ?? null,
    display_name: user.displayName,
    bot: user.robot,
  };
}

function presentToken(token: TokenEntry) {
  return {
    id: token.id,
    application: token.name,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    last_used_at: token.lastUsedAt,
    rotated_at: token.rotatedAt,
    patterns: token.patterns,
    actions: token.actions,
    addresses: token.addresses,
  };
}
