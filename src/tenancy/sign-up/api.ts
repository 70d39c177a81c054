import { z } from "zod";
import { PlainToken } from "../../identity/tokens/api.ts";
import { config } from "../../platform/config/config.ts";
import { endpoint } from "../../platform/http/api/endpoint.ts";
import { AccountForm } from "../accounts/schemas.ts";
import { bootstrap, isFounded } from "./onboarding.ts";
import { SignUpForm } from "./schemas.ts";

/** An error of this endpoint with its own status and sentence. */
const refusal = (status: number, message: string) => Object.assign(new Error(message), { status });

const { displayName: display_name } = AccountForm.shape;
const BootstrapBody = SignUpForm.extend({ display_name });

export const endpoints = [
  endpoint("post", "/users/bootstrap", {
    summary:
      "Create the first user, an admin, with an application token; needs the setup code and works only once",
    caller: "anyone",
    body: BootstrapBody,
    wrapper: "user",
    beside: ["setup_code"],
    status: 201,
    answer: PlainToken.extend({ id: z.int(), application: z.string() }),
    run: async ({ req, body }) => {
      if (!config.firstUserAdmin) throw refusal(405, "This is disabled here.");
      if (await isFounded())
        throw refusal(400, "you can only use this when there are no users on the system");

      const { display_name: displayName, setup_code: setupCode, ...input } = body;
      const from = { address: req.ip ?? "" };
      const { token, secret } = await bootstrap({ ...input, displayName, setupCode }, from);
      return { id: token.id, application: token.name, plain_token: secret };
    },
  }),
];
