import { z } from "zod";

const word = z
  .string()
  .max(300)
  .transform((text) => text.replaceAll("\0", "").trim().toLowerCase());

/** May `who` do `action` in `what`: a repository (`web/app`) or a namespace (`web/`; `/` is the global one)? */
export const Question = z.object({
  who: word.catch("").default(""),
  what: word.catch("").default(""),
  action: z.enum(["pull", "push", "delete"]).catch("pull").default("pull"),
});

export type Question = z.infer<typeof Question>;
