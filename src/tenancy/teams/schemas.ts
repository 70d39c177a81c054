import { z } from "zod";
import { PageQuery } from "../../platform/db/keyset.ts";
import { hasNul } from "../../platform/db/text.ts";
import { filterText, requiredText } from "../../platform/http/input/values.ts";
import { memberRoles } from "./policy.ts";

const nulMessage =
  "This text contains a NUL character, which cannot be stored. Remove it and try again.";
const line = (missing: string) => requiredText(missing).trim().min(1, missing);

const teamName = (missing: string) =>
  line(missing)
    .max(255, "This name is too long: the limit is 255 characters.")
    .refine((name) => !/[\p{Cc}/]/u.test(name), "Leave out slashes and line breaks.")
    .normalize("NFC"); // two Unicode spellings of a name are one name

const TeamName = teamName("Give the team a name.");

/** The name of the team that owns a namespace. */
export const TeamChoice = teamName("Name the team that owns the namespace.");

export const Description = z
  .string()
  .trim()
  .max(20_000, "Keep it under 20,000 characters.")
  .refine((text) => !hasNul(text), nulMessage);

export const TeamForm = z.object({ name: TeamName, description: Description.default("") });

const Role = z.enum(memberRoles, {
  error: "Choose viewer, contributor or owner.",
});

export const RoleForm = z.object({ role: Role });

const enterUser = "Enter the user name of the person to add.";

export const MemberForm = RoleForm.extend({
  user: line(enterUser)
    .toLowerCase()
    .max(256, "User names are shorter than this.")
    .refine((text) => !hasNul(text), nulMessage),
});

const words = filterText().catch("").default("");

export const TeamsQuery = PageQuery.extend({
  q: words,
  mine: z.literal("1").optional().catch(undefined),
});

/** The beginning of a name, as typed so far. */
export const SuggestionQuery = z.object({ q: words });

export type TeamInput = z.infer<typeof TeamForm>;
export type MemberInput = z.infer<typeof MemberForm>;
export type TeamsQuery = z.infer<typeof TeamsQuery>;
