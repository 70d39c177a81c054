import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { Email } from "../../platform/email-address.ts";
import { filterText } from "../../platform/http/input/values.ts";
import { Password } from "../sign-in/passwords.ts";

export const ProfileForm = z.object({
  email: Email,
  displayName: text(255, { tooLong: "This name is too long: the limit is 255 characters." })
    .default("")
    .transform((name) => name || null),
});

export const PasswordForm = z.object({
  username: text(255, { kind: "raw" }).optional(), // tells password managers which account it is for
  current: text(1024, {
    kind: "raw",
    missing: "Enter your current password.",
    tooLong: "This is not your current password.",
  }).min(1, "Enter your current password."),
  password: Password,
});

export type PasswordInput = z.infer<typeof PasswordForm>;

/** What an admin may change about a person or robot. */
export const UserForm = z.object({
  email: z
    .literal("")
    .transform(() => null)
    .or(Email),
  displayName: ProfileForm.shape.displayName,
});

const userStates = ["people", "robots", "admins", "disabled", "no-second-factor"] as const;
export type UserState = (typeof userStates)[number];

export const UsersQuery = z.object({
  q: filterText().catch("").default(""),
  state: z.enum(userStates).optional().catch(undefined),
});

export type UserFilters = Partial<z.infer<typeof UsersQuery>>;
