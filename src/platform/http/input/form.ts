import type { NextFunction, Request, Response } from "express";
import { z } from "zod";
import { Invalid } from "../../errors.ts";
import { accept } from "./body.ts";

export type Errors = Record<string, string>;

export type Form<T> =
  | { ok: true; value: T }
  | { ok: false; values: Record<string, unknown>; errors: Errors };

/** What a form shows before anything was typed. */
export const blank = (values: Record<string, unknown> = {}) => ({
  values,
  errors: {} as Errors,
});

/** Parses what a form sent and acts on it; whatever either step refuses comes back as errors to show. */
export async function submit<Input, T>(
  schema: z.ZodType<Input>,
  body: unknown,
  action: (input: Input) => Promise<T>,
): Promise<Form<T>> {
  const { _csrf, confirmed, ...values } = Object(body ?? {});
  try {
    return { ok: true, value: await action(accept(schema, values)) };
  } catch (error) {
    if (error instanceof Invalid) return { ok: false, values, errors: error.fields };
    throw error;
  }
}

/** What a form sent, where nothing is shown again: what can't be accepted is an error page. */
export function sent<T>(schema: z.ZodType<T>, body: unknown): T {
  const { _csrf, confirmed, ...values } = Object(body ?? {});
  return accept(schema, values);
}

/** For a button alone, which sends no field of its own. */
export function button<P>(req: Request<P>, _res: Response, next: NextFunction): void {
  sent(Nothing, req.body);
  next();
}

/** A form without fields: a button, for which something may be refused. */
export const Nothing = z.strictObject({});
