import { z } from "zod";
import { filterText, pageStart, rowId } from "../../platform/http/input/values.ts";
import { allActions } from "../policy/policy.ts";
import { memberRoles } from "../teams/policy.ts";

const name = filterText(300).transform((given) => given.toLowerCase());

/** May `who` do `action` in `what`: a repository (`web/app`) or a namespace (`web/`; `/` is the global one)? */
export const Question = z.object({
  who: name.default(""),
  what: name.default(""),
  action: z.enum(allActions).default("pull"),
  /** The name of an application token of `who`, whose limits then count. */
  token: filterText(255).default(""),
  /** As if `who` had this role in the team of the namespace. */
  role: z.enum(["", ...memberRoles]).default(""),
});

/** Without a readable team: all people and all namespaces. `people` and `namespaces` are how many come before. */
export const MatrixQuery = z.object({
  team: rowId.optional().catch(undefined),
  people: pageStart,
  namespaces: pageStart,
});

export type Question = z.infer<typeof Question>;
