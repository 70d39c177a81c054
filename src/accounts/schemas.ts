import { z } from "zod";
import { NotFound } from "../errors.ts";
import { longest, shortest } from "./passwords.ts";
import { prefixes } from "./secrets.ts";

const secretLike = new RegExp(`^(${Object.values(prefixes).join("|")})`);

export const Password = z
  .string({ error: `Choose a password of at least ${shortest} characters.` })
  .min(shortest, `Choose a password of at least ${shortest} characters.`)
  .max(longest, `Choose a password of at most ${longest} characters.`)
  .refine(
    (text) => !secretLike.test(text),
    "This looks like a token. Choose a password that does not begin like one.",
  );

export const Email = z
  .string({ error: "Enter an e-mail address." })
  .trim()
  .toLowerCase()
  .max(255, "This e-mail address is too long: 255 characters are the limit.")
  .pipe(z.email("Enter an e-mail address, such as kim@example.org."));

/** What the sign-in form sends. What is wrong with it is nobody's business: it just does not match. */
export const SignInForm = z.object({
  username: z.string().trim().toLowerCase().max(256),
  password: z.string().max(1024),
});

export const ProfileForm = z.object({
  email: Email,
  displayName: z
    .string()
    .trim()
    .max(255, "This name is too long: 255 characters are the limit.")
    .default("")
    .transform((name) => name || null),
});

export const PasswordForm = z.object({
  current: z
    .string({ error: "Enter your current password." })
    .min(1, "Enter your current password."),
  password: Password,
});

const day = 24 * 60 * 60 * 1000;

/** How long an application token may be made to last; "" is for ever. */
export const lifetimes = [30, 90, 365] as const;

export const TokenForm = z
  .object({
    name: z
      .string({ error: "Give the token a name that says where it is used." })
      .trim()
      .min(1, "Give the token a name that says where it is used.")
      .max(255, "This name is too long: 255 characters are the limit."),
    days: z
      .enum(["", ...lifetimes.map(String)], { error: "Choose one of the listed lifetimes." })
      .default(""),
  })
  .transform(({ name, days }) => ({
    name,
    expiresAt: days ? new Date(Date.now() + Number(days) * day) : null,
  }));

export type TokenInput = z.infer<typeof TokenForm>;
export type ProfileInput = z.infer<typeof ProfileForm>;
export type PasswordInput = z.infer<typeof PasswordForm>;

const Id = z.coerce.number().int().positive().max(2_147_483_647);

/** The id in an address. What can't be one names nothing. */
export function idIn({ id }: { id?: unknown }, what: string): number {
  const parsed = Id.safeParse(id);
  if (!parsed.success) throw new NotFound(what);
  return parsed.data;
}
