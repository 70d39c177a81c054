import type { Response } from "express";
import type { z } from "zod";
import { Invalid } from "../../errors.ts";
import { parse } from "./body.ts";
import { isGiven, whyUnreadable } from "./unreadable.ts";

/**
 * Reads the query of a page's address. A value that can't be read counts as absent, and the page says so; names that the
 * schema does not have are ignored.
 */
export function readPageQuery<T>(res: Response, schema: z.ZodObject & z.ZodType<T>): T {
  for (const odd of oddIn(schema, res.req.query)) note(res, odd);
  return parse(schema, res.req.query);
}

/** The same for a download, which can't say what was ignored: throws Invalid instead. */
export function readExportQuery<T>(res: Response, schema: z.ZodObject & z.ZodType<T>): T {
  const odd = oddIn(schema, res.req.query).map(written);
  if (odd.length > 0)
    throw new Invalid({ form: `Nothing was exported. Correct the address: ${odd.join("; ")}.` });
  return parse(schema, res.req.query);
}

/** For a page that can tell only later that a value means nothing there: says that it was ignored, if it was given. */
export function noteIgnored(res: Response, name: string, why: string): void {
  const value = res.req.query[name];
  if (isGiven(value)) note(res, { name, value, why });
}

/** The same for the position in a list, if the list could not read it. */
export function notePlaces(res: Response, read: { older?: unknown; newer?: unknown }): void {
  for (const name of ["older", "newer"] as const)
    if (!read[name]) noteIgnored(res, name, "not a position in this list");
}

interface Odd {
  name: string;
  value: unknown;
  why: string;
}

function oddIn({ shape }: z.ZodObject, query: Response["req"]["query"]): Odd[] {
  return Object.entries(shape).flatMap(([name, field]) => {
    const [value, list] = [query[name], query[`${name}[]`]];
    const why = isGiven(value) ? whyUnreadable(field, value) : null;
    return [
      ...(why ? [{ name, value, why }] : []),
      ...(isGiven(list) ? [{ name: `${name}[]`, value: list, why: `write ${name}=` }] : []),
    ];
  });
}

/** Keeps what the layout says (`ignored`) and what forms show in their fields again (`asTyped`). */
function note({ locals }: Response, odd: Odd): void {
  if (Object.hasOwn(locals.asTyped, odd.name)) return;
  locals.asTyped[odd.name] = String(odd.value);
  locals.ignored.push(written(odd));
}

const maxShown = 40; // characters of a value

function written({ name, value, why }: Odd): string {
  const values = [value].flat().slice(0, 2).map(String);
  return `${values.map((one) => `${name}=${shortened(one)}`).join("&")} (${why})`;
}

/** Without characters that would change the direction of the sentence. */
function shortened(value: string): string {
  const cut = value.length > maxShown ? `${value.slice(0, maxShown)}…` : value;
  return cut.replace(/[\p{Cc}\p{Cf}]/gu, "\ufffd");
}
