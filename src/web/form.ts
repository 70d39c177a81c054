import type { z } from "zod";
import { Invalid } from "../errors.ts";

export type Errors = Record<string, string>;

export type Form<T> =
  | { ok: true; value: T }
  | { ok: false; values: Record<string, unknown>; errors: Errors };

/** What a form shows before anything was typed. */
export const blank = (values: Record<string, unknown> = {}) => ({
  values,
  errors: {} as Errors,
});

/** Parses a body and acts on it; whatever either step refuses comes back as errors to show. */
export async function submit<Input, T>(
  schema: z.ZodType<Input>,
  body: unknown,
  action: (input: Input) => Promise<T>,
): Promise<Form<T>> {
  const values = typeof body === "object" && body !== null ? { ...body } : {};
  const refused = (errors: Errors): Form<T> => ({ ok: false, values, errors });

  const parsed = schema.safeParse(body ?? {});
  if (!parsed.success) return refused(firstErrors(parsed.error));

  try {
    return { ok: true, value: await action(parsed.data) };
  } catch (error) {
    if (error instanceof Invalid) return refused(error.fields);
    throw error;
  }
}

/** One sentence per field; `form` gathers what belongs to no field. */
export function firstErrors(error: z.ZodError): Errors {
  const errors: Errors = {};
  for (const issue of error.issues) errors[issue.path.join(".") || "form"] ??= issue.message;
  return errors;
}
