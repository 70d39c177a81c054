import { z } from "zod";
import { PlainToken } from "../../identity/people/api.ts";
import { createToken } from "../../identity/tokens/tokens.ts";
import { config } from "../../platform/config/config.ts";
import { endpoint } from "../../platform/http/api/endpoint.ts";
import { registries } from "./api/registries.ts";
import { users } from "./api/users.ts";
import { isFounded, signUp } from "./onboarding.ts";
import { AccountForm, SignUpForm } from "./schemas.ts";

/** An error of this endpoint with its own status and sentence. */
const refusal = (status: number, message: string) => Object.assign(new Error(message), { status });

const { displayName: display_name } = AccountForm.shape;
const BootstrapBody = SignUpForm.extend({ display_name });

export const endpoints = [
  endpoint("post", "/users/bootstrap", {
    summary: "Create the first user, an admin, with an application token; works only once",
    caller: "anyone",
    body: BootstrapBody,
    wrapper: "user",
    status: 201,
    answer: PlainToken.extend({ id: z.int(), application: z.string() }),
    run: async ({ req, body }) => {
      if (!config.firstUserAdmin) throw refusal(405, "This is disabled here.");
      if (await isFounded())
        throw refusal(400, "you can only use this when there are no users on the system");

      const { display_name: displayName, ...input } = body;
      const address = req.ip ?? "";
      const admin = await signUp({ ...input, displayName }, { onlyFirst: true, address });
      const audit = { actor: admin, credential: "none", address } as const;
      const made = await createToken(audit, admin.id, { name: "bootstrap", expiresAt: null });
      const { id, name: application } = made.token;
      return { id, application, plain_token: made.secret };
    },
  }),

  ...users,
  ...registries,
];
