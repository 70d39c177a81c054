import { z } from "zod";
import { Email } from "../../identity/people/schemas.ts";
import { Password } from "../../identity/sign-in/passwords.ts";
import { Username } from "../accounts/schemas.ts";

/** The fields of the sign-up form; `admin` is deliberately not one. */
export const SignUpForm = z.object({ username: Username, email: Email, password: Password });

export type SignUpInput = z.infer<typeof SignUpForm>;
