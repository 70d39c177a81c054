import { z } from "zod";
import { text } from "../../bounded-text.ts";
import { withoutNul } from "../../db/text.ts";

/** Numbers, booleans and lists, as JSON, forms and older clients write them. */

/** A whole number: `30` or `"30"`. */
export const whole = (least: number, most: number) => {
  const within = z
    .int("Send a whole number.")
    .min(least, `Send ${least} or more.`)
    .max(most, `Send ${most} or less.`);
  const written = text(20, { kind: "raw" })
    .regex(/^\s*\d{1,16}\s*$/, "Send a whole number.")
    .transform(Number)
    .pipe(within);
  return z.union([within, written]);
};

/** A whole number in a URL. Only digits: JavaScript would also read `1e3` and `0x1` as row ids. */
export const digits = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (given) => (typeof given === "string" && /^(0|[1-9]\d*)$/.test(given) ? Number(given) : given),
    schema,
  );

/** How many rows of a list come before a page, in a URL. */
export const pageStart = digits(z.int().min(0).max(1_000_000)).catch(0).default(0);

export const rowId = whole(1, 2_147_483_647);

/** `true` in a URL. */
export const urlFlag = text(10, { kind: "raw" }).pipe(
  z.stringbool({ error: "Send true or false." }),
);

/** `true` or `"true"`. */
export const flag = z.union([z.boolean(), urlFlag]);

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
export const trimmed = (typed: string): string => withoutNul(typed).trim().normalize("NFC");

/** Text of a search or filter, trimmed. */
export const filterText = (max = 255) => text(max, { kind: "raw" }).transform(trimmed);
