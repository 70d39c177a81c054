import { z } from "zod";
import { ProfileForm } from "../../identity/people/schemas.ts";
import { Password } from "../../identity/sign-in/passwords.ts";
import { text } from "../../platform/bounded-text.ts";
import { Email } from "../../platform/email-address.ts";
import { flag } from "../../platform/http/input/values.ts";
import { namespaceNameFrom } from "../../registry/names.ts";
import { isReservedName } from "../namespaces/reserved-names.ts";

export const maxUsername = 64;

/** Lower case, since registries know only lower-case names; `+` is kept for robots. */
export const Username = text(maxUsername, {
  missing: "Choose a user name.",
  tooLong: "This user name is too long: the limit is 64 characters.",
})
  .toLowerCase()
  .min(1, "Choose a user name.")
  .refine(
    (name) => namespaceNameFrom(name) !== null,
    "This user name cannot be transformed into a valid namespace name. Use at least one letter or digit.",
  )
  .regex(
    /^[a-z0-9][a-z0-9._@-]*$/,
    "Use only lower-case letters, digits and . _ - @ and begin with a letter or digit.",
  )
  .refine((name) => !isReservedName(name), "This user name is reserved. Choose a different one.");

/** The fields of a new account. Without a password, the person gets a link to choose one. */
export const AccountForm = z.object({
  username: Username,
  email: z
    .literal("")
    .transform(() => null)
    .or(Email)
    .nullable()
    .default(null),
  displayName: ProfileForm.shape.displayName,
  admin: flag.default(false),
  password: z
    .literal("")
    .transform(() => null)
    .or(Password)
    .nullable()
    .default(null),
});

export type AccountInput = z.infer<typeof AccountForm>;
