import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { filterText } from "../../platform/http/input/values.ts";
import { Scopes, TokenForm } from "../tokens/schemas.ts";
import { robotRoles } from "./policy.ts";

const Role = z.enum(robotRoles, { error: "A robot is a viewer or a contributor." });

export const RobotRoleForm = z.object({ role: Role });

export const RobotForm = RobotRoleForm.extend({
  team: text(255).default(""),
  name: text(40, {
    missing: "Give the robot a name.",
    tooLong: "This name is too long: the limit is 40 characters.",
  })
    .toLowerCase()
    .min(1, "Give the robot a name.")
    .regex(
      /^[a-z0-9][a-z0-9._-]*$/,
      "Use only lower-case letters, digits and . _ - and begin with a letter or digit.",
    ),
  days: TokenForm.in.shape.days,
  scopes: Scopes,
});

export const RobotsQuery = z.object({ q: filterText().catch("").default("") });

type Parsed = z.infer<typeof RobotForm>;
export type RobotInput = Omit<Parsed, "days" | "scopes"> &
  Partial<Pick<Parsed, "scopes">> & { days: z.input<typeof RobotForm>["days"] };
export type RobotRole = z.infer<typeof Role>;
