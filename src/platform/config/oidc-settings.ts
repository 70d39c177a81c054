import { z } from "zod";
import { parseJson } from "../json.ts";
import { issuerIn, issuerProblem } from "./issuer.ts";

const name = z.string().max(255, "must have at most 255 characters");

/** An OpenID provider that the environment declares. Others are added on the admin pages. */
export const oidc = {
  PORTUS_OIDC_ISSUER: z
    .string()
    .max(1000, "must have at most 1000 characters")
    .overwrite(issuerIn)
    .superRefine((text, context) => {
      const problem = issuerProblem(text);
      if (problem) context.addIssue({ code: "custom", message: `is not usable. ${problem}` });
    })
    .optional(),
  PORTUS_OIDC_CLIENT_ID: z.string().max(500, "must have at most 500 characters").optional(),
  PORTUS_OIDC_CLIENT_SECRET: z.string().max(5000, "must have at most 5000 characters").optional(),
  PORTUS_OIDC_NAME: name.default("Single sign-on"),
  PORTUS_OIDC_GROUPS_CLAIM: name
    .refine((text) => claimPathIn(text) !== null, {
      error: 'must be the name of a claim, or a JSON list of names such as ["realm","roles"]',
    })
    .default("groups"),
  PORTUS_OIDC_ADMIN_GROUP: name.optional(),
};

/**
 * The names of a claim from the outside in: a JSON list of them, or one name, in which dots have no meaning. Null if it is
 * neither.
 */
export function claimPathIn(text: string): string[] | null {
  const path = text.startsWith("[") ? parseJson(text) : [text];
  return ClaimPath.safeParse(path).data ?? null;
}

export const ClaimPath = z.array(z.string().min(1).max(200)).max(8);

interface Given {
  PORTUS_OIDC_ISSUER?: string | undefined;
  PORTUS_OIDC_CLIENT_ID?: string | undefined;
  PORTUS_OIDC_CLIENT_SECRET?: string | undefined;
}

/** What is missing beside the settings that are given. */
export function oidcProblems(env: Given): string[] {
  const { PORTUS_OIDC_ISSUER: issuer, PORTUS_OIDC_CLIENT_ID: client } = env;
  if (issuer && !client) return ["PORTUS_OIDC_ISSUER needs PORTUS_OIDC_CLIENT_ID"];
  if (!issuer && (client || env.PORTUS_OIDC_CLIENT_SECRET))
    return ["PORTUS_OIDC_CLIENT_ID and PORTUS_OIDC_CLIENT_SECRET need PORTUS_OIDC_ISSUER"];
  return [];
}
