import { z } from "zod";
import { NotFound } from "../../errors.ts";

const Id = z.coerce.number().int().positive().max(2_147_483_647);
const LongId = z.coerce.number().int().positive();

/** The id in a path. An impossible id is a 404. */
export const idIn = (params: { id?: unknown }, what: string) => idBy(Id, params, what);

/** The same for a table with 64-bit ids. */
export const longIdIn = (params: { id?: unknown }, what: string) => idBy(LongId, params, what);

function idBy(schema: z.ZodType<number>, { id }: { id?: unknown }, what: string): number {
  const parsed = schema.safeParse(id);
  if (!parsed.success) throw new NotFound(what);
  return parsed.data;
}

/** The repository name in a path. It may contain slashes; `/-/` ends it, because no name component is a single dash. */
export function nameIn({ name }: Readonly<Record<string, string | string[] | undefined>>): string {
  return Array.isArray(name) ? name.join("/") : String(name);
}
