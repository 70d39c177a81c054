import { z } from "zod";
import { filterText } from "../../platform/http/input/values.ts";
import { allActions } from "../policy/policy.ts";

const name = filterText(300).transform((given) => given.toLowerCase());

/** May `who` do `action` in `what`: a repository (`web/app`) or a namespace (`web/`; `/` is the global one)? */
export const Question = z.object({
  who: name.default(""),
  what: name.default(""),
  action: z.enum(allActions).default("pull"),
});

export type Question = z.infer<typeof Question>;
