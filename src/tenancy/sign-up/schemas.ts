import { z } from "zod";
import { Password } from "../../identity/sign-in/passwords.ts";
import { text } from "../../platform/bounded-text.ts";
import { Email } from "../../platform/email-address.ts";
import { Username } from "../accounts/schemas.ts";

const SetupCode = text(200, { kind: "raw", tooLong: "This is too long for a setup code." });

/** The fields of the sign-up form; `admin` is deliberately not one. Only the first person needs the setup code. */
export const SignUpForm = z.object({
  username: Username,
  email: Email,
  password: Password,
  setup_code: SetupCode.default(""),
});

/** The link that bin/up and the log print carries the code. */
export const SetupQuery = z.object({ setup_code: SetupCode.catch("").default("") });

export type SignUpInput = z.infer<typeof SignUpForm>;
