import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { endpoint, LongIdParams } from "../../../platform/http/api/endpoint.ts";
import { actor, audit } from "../../actor/request.ts";
import { endSession, listSessions } from "../../sign-in/sessions.ts";
import { listRefreshTokens, revokeRefreshToken } from "../../tokens/refresh-tokens.ts";
import { changePassword, profileOf, updateProfile } from "../profile.ts";
import { PasswordForm, ProfileForm, UserForm } from "../schemas.ts";

const Time = z.iso.datetime();
const ProfileEntity = z.object({
  id: z.int(),
  username: z.string(),
  email: z.string().nullable(),
  unconfirmed_email: z.string().nullable(), // becomes `email` when the link that was sent there is opened
  display_name: z.string().nullable(),
});
const ClientEntity = z.object({
  id: z.int(),
  client_id: z.string(),
  address: z.string().nullable(),
  created_at: Time,
});
const SessionEntity = z.object({
  id: z.string(),
  address: z.string(),
  browser: z.string(),
  started_at: Time.nullable(),
  last_used_at: Time,
});
const Changes = z.object({
  email: ProfileForm.shape.email.optional(),
  display_name: UserForm.shape.displayName.in.unwrap().nullable().optional(),
});

/** The operations on one's own profile. */
export const endpoints = [
  endpoint("get", "/profile", {
    summary: "Your profile",
    answer: ProfileEntity,
    run: async ({ req }) => {
      const { email, pendingEmail, displayName } = await profileOf(actor(req));
      const { id, username } = actor(req);
      return { id, username, email, unconfirmed_email: pendingEmail, display_name: displayName };
    },
  }),

  endpoint("put", "/profile", {
    summary: "Change your profile; fields not sent stay unchanged",
    allowsRestrictedTokens: true,
    body: Changes,
    run: async ({ req, body: { email, display_name } }) => {
      const named = display_name === undefined ? {} : { displayName: display_name || null };
      await updateProfile(audit(req), { ...named, ...(email !== undefined && { email }) });
    },
  }),

  endpoint("put", "/profile/password", {
    summary: "Change your password; your sessions and signed-in clients end",
    body: PasswordForm.omit({ username: true }),
    run: async ({ req, body }) =>
      changePassword(audit(req), body, { address: req.ip ?? "", session: "" }),
  }),

  endpoint("get", "/profile/clients", {
    summary: "Your signed-in clients",
    answer: z.array(ClientEntity),
    run: async ({ req }) =>
      (await listRefreshTokens(actor(req))).map(({ id, clientId, address, createdAt }) => ({
        id: Number(id),
        client_id: clientId,
        address,
        created_at: createdAt,
      })),
  }),

  endpoint("delete", "/profile/clients/:id", {
    summary: "Sign out one of your clients",
    params: LongIdParams,
    run: async ({ req, params }) => revokeRefreshToken(audit(req), params.id),
  }),

  endpoint("get", "/profile/sessions", {
    summary: "Your browser sessions",
    answer: z.array(SessionEntity),
    run: async ({ req }) =>
      (await listSessions(actor(req), "")).map(
        ({ id, address, browser, startedAt, lastUsedAt }) => ({
          id,
          address,
          browser,
          started_at: startedAt,
          last_used_at: lastUsedAt,
        }),
      ),
  }),

  endpoint("delete", "/profile/sessions/:id", {
    summary: "End one of your browser sessions",
    params: z.object({ id: text(200, { kind: "raw" }) }),
    run: async ({ req, params }) => endSession(audit(req), params.id),
  }),
];
