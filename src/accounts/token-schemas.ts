import { z } from "zod";
import { isBlock, isPattern } from "./limits.ts";

const day = 24 * 60 * 60 * 1000;

/** How long an application token may be made to last; "" is for ever. */
export const lifetimes = [30, 90, 365] as const;

/** A list as the API sends it, or as it is typed into a form: a line or a word each. */
const list = (most: number) =>
  z
    .union([
      z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean)),
      z.array(z.string().trim()),
    ])
    .default([])
    .transform((items) => [...new Set(items)])
    .refine((items) => items.length <= most, `There may be ${most} of them at most.`);

const Patterns = list(50).superRefine((items, check) => {
  for (const item of items.filter((it) => !isPattern(it)))
    check.addIssue({
      code: "custom",
      message:
        `${JSON.stringify(item.slice(0, 100))} is no pattern of repository names. Write web/app, web/app-* ` +
        "(a star in a part of the name) or web/** (everything in web).",
    });
});

const Addresses = list(50).superRefine((items, check) => {
  for (const item of items.filter((it) => !isBlock(it)))
    check.addIssue({
      code: "custom",
      message: `${JSON.stringify(item.slice(0, 100))} is no address or CIDR block. Write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.`,
    });
});

const Actions = z
  .preprocess(
    (given) => (typeof given === "string" ? given.split(",").filter(Boolean) : given),
    z.array(z.enum(["pull", "push", "delete"], { error: "Choose among pull, push and delete." })),
  )
  .default([])
  .transform((actions) => [...new Set(actions)]);

export const TokenForm = z
  .object({
    name: z
      .string({ error: "Give the token a name that says where it is used." })
      .trim()
      .min(1, "Give the token a name that says where it is used.")
      .max(255, "This name is too long: 255 characters are the limit."),
    days: z
      .enum(["", ...lifetimes.map(String)], { error: "Choose one of the listed lifetimes." })
      .default(""),
    patterns: Patterns,
    actions: Actions,
    addresses: Addresses,
  })
  .transform(({ days, ...rest }) => ({
    ...rest,
    expiresAt: days ? new Date(Date.now() + Number(days) * day) : null,
  }));

type Parsed = z.infer<typeof TokenForm>;

/** What makes a token. Limits that are not given are none. */
export type TokenInput = Pick<Parsed, "name" | "expiresAt"> & Partial<Parsed>;
