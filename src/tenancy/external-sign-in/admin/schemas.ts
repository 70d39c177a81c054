import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { flag } from "../../../platform/http/input/values.ts";
import type { MappingTarget } from "../mappings.ts";

const newAccounts = ["nobody", "groups", "domains", "anyone"] as const;

const maxLines = 200;

/** A text with one value on each line. */
export const lines = (one: z.ZodString, what: string) =>
  text(maxLines * 256, { kind: "prose" })
    .transform((given) => [
      ...new Set(
        given
          .split(/\r?\n/)
          .map((it) => it.trim())
          .filter(Boolean),
      ),
    ])
    .pipe(z.array(one).max(maxLines, `At most ${maxLines} ${what}.`));

/** Of what the environment declares. */
const declaredSlugs = new Set(["default", "directory"]);

/** The part of addresses that a new provider gets. It stays, because it is entered at the provider. */
export const Slug = text(40, { missing: "Choose the part of the address." })
  .toLowerCase()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "Use lower-case letters, digits and single hyphens.")
  .refine(
    (slug) => !declaredSlugs.has(slug),
    "The environment uses this name. Choose a different one.",
  );

/** The fields that every kind of provider has: what people read, and who gets an account. */
export const commonFields = {
  name: text(100, { missing: "Give the provider a name." }).min(1, "Give the provider a name."),
  enabled: flag.default(false),
  new_accounts: z.enum(newAccounts, { error: "Choose who gets an account." }).default("nobody"),
  account_groups: lines(text(255), "groups").default([]),
  account_domains: lines(
    text(253)
      .toLowerCase()
      .regex(
        /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/,
        "Enter domains such as example.org, one on each line.",
      ),
    "domains",
  ).default([]),
  trusts_email: flag.default(false),
};

const CommonFields = z.object(commonFields);

/** What a provider's form says besides the settings of its kind. */
export function commonOf(input: z.infer<typeof CommonFields>) {
  return {
    name: input.name,
    enabled: input.enabled,
    newAccounts: input.new_accounts,
    accountGroups: input.account_groups,
    accountDomains: input.account_domains,
    trustsEmail: input.trusts_email,
  };
}

/** What is missing for the chosen rule, by field. */
export function ruleProblems(input: ReturnType<typeof commonOf>): Record<string, string> {
  if (input.newAccounts === "groups" && input.accountGroups.length === 0)
    return { account_groups: "Enter at least one group." };
  if (input.newAccounts === "domains" && input.accountDomains.length === 0)
    return { account_domains: "Enter at least one domain." };
  return {};
}

export const MappingForm = z
  .object({
    group: text(255, { missing: "Enter the group." }).min(1, "Enter the group."),
    team: text(255).default(""),
    role: z.enum(["viewer", "contributor", "owner", "admin"], {
      error: "Choose what members get.",
    }),
  })
  .refine(({ role, team }) => role === "admin" || team !== "", {
    path: ["team"],
    error: "Enter the team.",
  })
  .refine(({ role, team }) => role !== "admin" || team === "", {
    path: ["team"],
    error: "Admin rights are for all of Portus. Leave the team empty.",
  })
  .transform(({ group, team, role }): MappingInput => {
    return { group, target: role === "admin" ? "admin" : { team, role } };
  });

interface MappingInput {
  group: string;
  target: MappingTarget;
}
