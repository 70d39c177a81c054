import { z } from "zod";
import type { Actor } from "../../identity/actor/actor.ts";
import { text } from "../../platform/bounded-text.ts";
import { db } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { sentences } from "../../platform/http/input/issues.ts";
import { urlFlag } from "../../platform/http/input/values.ts";
import { reachability } from "../client/reachability.ts";
import { nameTaken, refuseTaken } from "../registries.ts";
import { canAdministerRegistries } from "./policy.ts";
import { RegistryForm } from "./schemas.ts";

const fields = ["name", "hostname", "external_hostname", "use_ssl", "url", "force"] as const;

const names = text(200, { kind: "raw" });
const value = text(4000, { kind: "raw" }); // RegistryForm has the limits of the fields

/** One field, several separated by commas, or the parameter several times. */
const Only = z
  .union([names, z.array(names).max(fields.length)])
  .transform((given) => [given].flat().flatMap((listed) => listed.split(",")))
  .pipe(z.array(z.enum(fields)))
  .optional();

export const ValidateQuery = z.object({
  name: value.default(""),
  hostname: value.default(""),
  external_hostname: value.optional(),
  url: value.optional(),
  use_ssl: urlFlag.default(false),
  force: urlFlag.default(false),
  only: Only,
  "only[]": Only, // as some clients write a list
});

/** The problems of a registry with these values, by field. With `only`, just these fields are checked. */
export async function problemsOf(
  actor: Actor,
  { only, "only[]": list, ...given }: z.infer<typeof ValidateQuery>,
): Promise<Record<string, string[]>> {
  ensure(canAdministerRegistries(actor));
  const wanted: readonly string[] = only ?? list ?? fields;
  const parsed = RegistryForm.safeParse(given);
  const found: Record<string, string> = parsed.success ? {} : sentences(parsed.error);
  const name = given.name.trim();
  if ((await db.registry.count({ where: { name } })) > 0) found.name ??= nameTaken;
  if (parsed.success) Object.assign(found, await problemsAtHost(parsed.data, wanted));
  const asked = Object.entries(found).filter(([field]) => wanted.includes(field));
  return Object.fromEntries(asked.map(([field, why]) => [field, [why]]));
}

async function problemsAtHost(input: z.infer<typeof RegistryForm>, wanted: readonly string[]) {
  if (!wanted.includes("hostname")) return {};
  const refused = await refuseTaken(db, input).catch((error) => {
    if (!(error instanceof Invalid)) throw error;
    return error.fields;
  });
  if (refused) return refused;
  const problem = input.force ? null : await reachability(input);
  return problem ? { hostname: problem.message } : {};
}
