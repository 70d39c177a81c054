import { z } from "zod";
import { PageQuery } from "../../platform/db/keyset.ts";
import { filterText, requiredText } from "../../platform/http/input/values.ts";
import { Password } from "../sign-in/passwords.ts";

export const Email = requiredText("Enter an e-mail address.")
  .trim()
  .toLowerCase()
  .max(255, "This e-mail address is too long: the limit is 255 characters.")
  .pipe(z.email("Enter an e-mail address, such as kim@example.org."));

export const ProfileForm = z.object({
  email: Email,
  displayName: z
    .string()
    .trim()
    .max(255, "This name is too long: the limit is 255 characters.")
    .default("")
    .transform((name) => name || null),
});

export const PasswordForm = z.object({
  username: z.string().max(255).optional(), // tells password managers which account it is for
  current: requiredText("Enter your current password.")
    .min(1, "Enter your current password.")
    .max(1024, "This is not your current password."),
  password: Password,
});

export type PasswordInput = z.infer<typeof PasswordForm>;

/** What an admin may change of a person or robot. */
export const UserForm = z.object({
  email: z
    .literal("")
    .transform(() => null)
    .or(Email),
  displayName: ProfileForm.shape.displayName,
});

export const UsersQuery = PageQuery.extend({
  q: filterText().catch(""),
});
