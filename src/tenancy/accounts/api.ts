import { z } from "zod";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { actor, audit } from "../../identity/actor/request.ts";
import { absoluteUrl } from "../../identity/email-links/emails.ts";
import { changeAccount } from "../../identity/people/account.ts";
import { findAccount } from "../../identity/people/find.ts";
import { UserEntity } from "../../identity/people/present.ts";
import { UserForm } from "../../identity/people/schemas.ts";
import { issuePasswordLink } from "../../identity/recovery/recovery.ts";
import { createRobot } from "../../identity/robots/robots.ts";
import { Password } from "../../identity/sign-in/passwords.ts";
import { text } from "../../platform/bounded-text.ts";
import { endpoint, IdParams } from "../../platform/http/api/endpoint.ts";
import { flag } from "../../platform/http/input/values.ts";
import { paths } from "../../platform/paths/paths.ts";
import { createAccount } from "./accounts.ts";
import { deleteAccount } from "./deletion.ts";
import { AccountForm } from "./schemas.ts";

const { displayName: display_name, email } = UserForm.shape;
const NewUser = AccountForm.omit({ displayName: true }).extend({
  display_name: display_name,
  bot: flag.default(false), // a robot managed by the admins; its name gets a prefix
});
const Changes = z.object({
  username: text(255).toLowerCase().optional(), // accepted but can't change
  password: Password.optional(),
  enabled: flag.optional(),
  admin: flag.optional(),
  email: email.nullable().optional(),
  display_name: display_name.in.unwrap().nullable().optional(),
});

/** `password_link` is set if no password was given and it could not be e-mailed; `plain_token` is a robot's. */
const CreatedUser = UserEntity.extend({
  password_link: z.string().optional(),
  plain_token: z.string().optional(),
});

/** `teams_without_owner` is set if the account was disabled and was the only active owner of a team. */
const ChangedUser = UserEntity.extend({ teams_without_owner: z.array(z.string()).optional() });

/** Creating and deleting an account touch its namespace and teams, so these are here; the list and the profile are in identity/people. */
export const endpoints = [
  endpoint("post", "/users", {
    summary: "Create an account; without a password, a link to choose one is created",
    caller: "admin",
    body: NewUser,
    wrapper: "user",
    status: 201,
    answer: CreatedUser,
    run: async ({ req, body: { display_name: displayName, bot, ...input } }) => {
      if (bot) return createAdminRobot(audit(req), input.username);
      const { id, link } = await createAccount(audit(req), { ...input, displayName });
      const shownOnce =
        link && !link.mailedTo
          ? { password_link: absoluteUrl(paths.newPassword(link.secret)) }
          : {};
      return { ...(await findAccount(actor(req), { id })), ...shownOnce };
    },
  }),

  endpoint("get", "/users/:id", {
    summary: "Get a user by id or e-mail address",
    caller: "admin",
    params: z.object({
      id: z.union([IdParams.shape.id, text(255, { kind: "raw" }).toLowerCase()]),
    }),
    answer: UserEntity,
    run: async ({ req, params: { id } }) =>
      findAccount(actor(req), typeof id === "number" ? { id } : { email: id }),
  }),

  endpoint("put", "/users/:id", {
    summary:
      "Change, disable or enable a user; fields not sent stay unchanged. Anyone may disable themselves",
    allowsRestrictedTokens: true,
    params: IdParams,
    body: Changes,
    wrapper: "user",
    answer: ChangedUser,
    run: async ({ req, params, body: { display_name, ...input } }) => {
      const displayName = display_name === undefined ? undefined : display_name || null;
      const ownerless = await changeAccount(audit(req), params.id, { ...input, displayName });
      const warning = ownerless.length > 0 ? { teams_without_owner: ownerless } : {};
      return { ...(await findAccount(actor(req), params)), ...warning };
    },
  }),

  endpoint("post", "/users/:id/password_link", {
    summary: "Create a link to set a password; it is e-mailed, or returned here if it can't be",
    caller: "admin",
    params: IdParams,
    status: 201,
    answer: z.object({ mailed_to: z.string().nullable(), password_link: z.string().optional() }),
    run: async ({ req, params }) => {
      const { mailedTo, secret } = await issuePasswordLink(audit(req), params.id);
      if (mailedTo) return { mailed_to: mailedTo };
      return { mailed_to: null, password_link: absoluteUrl(paths.newPassword(secret)) };
    },
  }),

  endpoint("delete", "/users/:id", {
    summary: "Delete a user; their activity keeps the name",
    caller: "admin",
    params: IdParams,
    run: async ({ req, params }) => deleteAccount(audit(req), params.id),
  }),
];

async function createAdminRobot(audit: ActorAudit, name: string) {
  const { robot, secret } = await createRobot(audit, { name, role: "viewer", team: "", days: "" });
  return { ...(await findAccount(audit.actor, { id: robot.id })), plain_token: secret };
}
