import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { filterText } from "../../platform/http/input/values.ts";
import { memberRoles } from "./policy.ts";

const teamName = (missing: string) =>
  text(255, { missing, tooLong: "This name is too long: the limit is 255 characters." })
    .min(1, missing)
    .refine((name) => !name.includes("/"), "Leave out slashes.");

const TeamName = teamName("Give the team a name.");

/** The name of the team that owns a namespace. */
export const TeamChoice = teamName("Name the team that owns the namespace.");

export const Description = text(20_000, {
  kind: "prose",
  tooLong: "Keep it under 20,000 characters.",
});

export const TeamForm = z.object({ name: TeamName, description: Description.default("") });

const Role = z.enum(memberRoles, {
  error: "Choose viewer, contributor or owner.",
});

export const RoleForm = z.object({ role: Role });

/** With the role that the page showed: the change is refused if it is another by now. */
export const RoleChangeForm = RoleForm.extend({ was: Role.optional() });

const enterUser = "Enter the user name of the person to add.";

export const MemberForm = RoleForm.extend({
  user: text(256, { missing: enterUser, tooLong: "User names are shorter than this." })
    .min(1, enterUser)
    .toLowerCase(),
});

const words = filterText().catch("").default("");

export const TeamsQuery = z.object({
  q: words,
  mine: z.literal("1").optional().catch(undefined),
});

/** The beginning of a name, as typed so far. */
export const SuggestionQuery = z.object({ q: words });

export type TeamInput = z.infer<typeof TeamForm>;
export type MemberInput = z.infer<typeof MemberForm>;
export type RoleChange = z.infer<typeof RoleChangeForm>;
export type TeamsQuery = z.infer<typeof TeamsQuery>;
