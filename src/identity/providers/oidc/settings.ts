import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { issuerIn, issuerProblem } from "../../../platform/config/issuer.ts";

const Issuer = text(1000, {
  missing: "Enter the issuer.",
  tooLong: "This address is too long: the limit is 1000 characters.",
})
  .overwrite(issuerIn)
  .superRefine((given, context) => {
    const message = issuerProblem(given);
    if (message) context.addIssue({ code: "custom", message });
  });

/** Names of claims from the outside in. A name may contain dots, so a path is a list and no text to be split. */
export const ClaimPath = z
  .array(text(200).min(1, "A name of a claim is missing."))
  .max(8, "A claim is at most 8 names deep.");

/** A value of `scope`: RFC 6749, 3.3. */
export const ScopeName = text(100, { kind: "raw" }).regex(
  /^[\x21\x23-\x5b\x5d-\x7e]+$/,
  "A scope has no spaces, quotes or backslashes.",
);

/** Parameters that the protocol sets itself. */
const reserved =
  /^(response_type|response_mode|client_id|redirect_uri|scope|state|nonce|code_challenge.*|request|request_uri|iss)$/;

export const ParameterName = text(60, { kind: "raw" })
  .regex(/^[a-z][a-z0-9_.-]*$/i, "A parameter has a name such as prompt or access_type.")
  .refine((name) => !reserved.test(name), "Portus sets this parameter itself.");

export const maxParameters = 10;

/** The settings of an OpenID provider, as they are stored. Secrets are stored apart, sealed. */
export const OidcSettings = z.object({
  issuer: Issuer,
  clientId: text(500, { missing: "Enter the client ID." }).min(1, "Enter the client ID."),
  /** How Portus proves itself to the provider: by a shared secret, or by a signature (`private_key_jwt`). */
  authentication: z.enum(["secret", "private_key"]).default("secret"),
  keyId: text(200).nullable().default(null), // `kid` of the private key
  scopes: z.array(ScopeName).max(20, "At most 20 scopes.").default([]), // none: those that the provider offers and Portus uses
  groupsClaim: ClaimPath.default(["groups"]), // empty: groups are not read
  stripLeadingSlash: z.boolean().default(false),
  usernameClaim: text(200).min(1).default("preferred_username"),
  directoryKeyClaim: text(200).min(1).nullable().default(null), // null: that of the provider's product
  hostedDomain: text(253).toLowerCase().nullable().default(null), // `hd` of Google
  /** More parameters of the address that people are sent to, such as `prompt` and `access_type`. */
  parameters: z
    .record(ParameterName, text(500))
    .default({})
    .refine((all) => Object.keys(all).length <= maxParameters, {
      error: `At most ${maxParameters} parameters.`,
    }),
});

export type OidcSettings = z.infer<typeof OidcSettings>;
