import type { NextFunction, Request, Response } from "express";
import { z } from "zod";
import { Invalid } from "../../errors.ts";
import { fieldsOf, maxTextLength } from "../api/fields.ts";
import { accept, parse } from "./body.ts";

export type Errors = Record<string, string>;

export type Form<T> =
  | { ok: true; value: T }
  | { ok: false; values: Record<string, unknown>; errors: Errors; cause: unknown };

export function blank(values: Record<string, unknown> = {}) {
  const errors: Errors = {};
  return { values, errors };
}

/** Parses a submitted form and acts on it. Errors of either step are returned, to be shown in the form. */
export async function submit<Input, T>(
  schema: z.ZodType<Input>,
  body: unknown,
  action: (input: Input) => Promise<T>,
): Promise<Form<T>> {
  const { _csrf, confirmed, ...values } = Object(body ?? {});
  return attempt(values, () => action(accept(schema, values)));
}

/** Does the work of a form. Its errors are returned with the values, to be shown in the form. */
export async function attempt<T>(
  values: Record<string, unknown>,
  work: () => Promise<T>,
): Promise<Form<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return { ok: false, values, errors: error.fields, cause: error.cause ?? error };
  }
}

/** Reads a form from an address and ignores other names there. A text that is too long is shown again in part. */
export function readForm<T>(schema: z.ZodType<T>, query: Request["query"]): Promise<Form<T>> {
  const given = fieldsIn(schema, query);
  const fields = Object.entries(fieldsOf(schema)).map(([name, field]): [string, string] => [
    name,
    textIn(given[name]).slice(0, maxTextLength(field)),
  ]);
  return attempt(Object.fromEntries(fields), async () => parse(schema, given));
}

/** Of a value that is given twice, the first. */
const textIn = (given: unknown) => String([given ?? ""].flat()[0]);

/** For catch(): shows errors of these kinds in a field of the form. Throws any other error. */
export function shownIn(field: string, ...kinds: (abstract new (...given: never[]) => Error)[]) {
  return (error: unknown): never => {
    if (!(error instanceof Error && kinds.some((kind) => error instanceof kind))) throw error;
    throw new Invalid({ [field]: error.message }, { cause: error });
  };
}

/** Parses a submitted form that is not shown again: invalid input becomes an error page. */
export function parseForm<T>(schema: z.ZodType<T>, body: unknown): T {
  const { _csrf, confirmed, ...values } = Object(body ?? {});
  return accept(schema, values);
}

/** Takes a field out of a form before its route reads the others. */
export function takeField(req: Request, name: string): string | undefined {
  const { [name]: given, ...others } = Object(req.body ?? {});
  if (given === undefined) return undefined;
  req.body = others;
  return String(given);
}

/** The fields of a form, for a page that sends them again. */
export function sentFields(req: Request): Record<string, unknown> {
  const { _csrf, ...fields } = Object(req.body ?? {});
  return fields;
}

/**
 * The fields of a form that a URL fills in, which the form then refuses if they are not valid. `name[]=x` is a list, as in
 * other programs; other names are ignored.
 */
export function fieldsIn(schema: z.ZodType, query: Request["query"]): Record<string, unknown> {
  const sent = Object.keys(fieldsOf(schema)).map((name) => {
    const list = query[`${name}[]`];
    return [name, query[name] ?? (list === undefined ? list : [list].flat())];
  });
  return Object.fromEntries(sent.filter(([, value]) => value !== undefined));
}

const Confirmed = z.object({ confirmed: z.literal("1") });

/** Whether a form was sent from the page that asks for confirmation. */
export const isConfirmed = (body: unknown): boolean => Confirmed.safeParse(body).success;

/** Accepts a form that is only a button and has no fields. */
export function button<P>(req: Request<P>, _res: Response, next: NextFunction): void {
  parseForm(Nothing, req.body);
  next();
}

/** The schema of a form that has no fields but may be refused. */
export const Nothing = z.strictObject({});
