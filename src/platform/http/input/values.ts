import { z } from "zod";
import { withoutNul } from "../../db/text.ts";

/** Numbers, booleans and lists, as JSON, forms and older clients write them. */

/** A whole number: `30` or `"30"`. */
export const whole = (least: number, most: number) => {
  const within = z
    .int("Send a whole number.")
    .min(least, `Send ${least} or more.`)
    .max(most, `Send ${most} or less.`);
  const text = z
    .string()
    .max(20)
    .regex(/^\s*\d{1,16}\s*$/, "Send a whole number.")
    .transform(Number)
    .pipe(within);
  return z.union([within, text]);
};

/** A whole number in a URL. Only digits: JavaScript would also read `1e3` and `0x1` as row ids. */
export const digits = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (given) => (typeof given === "string" && /^(0|[1-9]\d*)$/.test(given) ? Number(given) : given),
    schema,
  );

export const rowId = whole(1, 2_147_483_647);

/** `true` or `"true"`. */
export const flag = z.union([
  z.boolean(),
  z
    .string()
    .max(10)
    .pipe(z.stringbool({ error: "Send true or false." })),
]);

/** Text that has to be sent; `missing` says so. A value of another type is refused as such. */
export const requiredText = (missing: string) =>
  z.string({ error: ({ input }) => (input === undefined ? missing : undefined) });

/** A field that "" or null clears. */
export const orNothing = <T extends z.ZodType>(schema: T) =>
  z.union([
    z
      .literal("")
      .nullable()
      .transform(() => null),
    schema,
  ]);

/** Text without white space around it and without NUL, which no name contains. */
export const trimmed = (text: string): string => withoutNul(text).trim();

/** Text of a search or filter, trimmed. */
export const filterText = (max = 255) => z.string().max(max).transform(trimmed);
