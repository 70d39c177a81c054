import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { PasskeyField } from "./passkeys/responses.ts";

const Name = text(60, { tooLong: "This name is too long: the limit is 60 characters." });

export const NewPasskeyForm = z.object({ name: Name.default(""), passkey: PasskeyField });

export const PasskeyNameForm = z.object({ name: Name.min(1, "Enter a name.") });

export const AuthenticatorForm = z.object({
  code: text(20, { missing: "Enter the code that your app shows." })
    .transform((code) => code.replaceAll(" ", ""))
    .refine((code) => /^\d{6}$/.test(code), "Enter the six digits that your app shows."),
});
