import { sampleTags } from "../../catalogue/repositories/tags/tag-names.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { Prisma } from "../../platform/db/client.ts";
import { coveredBy } from "../../platform/db/patterns.ts";
import { plural } from "../../platform/plural.ts";
import { convertExpression } from "./convert.ts";
import { ensureUsable, withTimeout } from "./evaluate.ts";
import { ownId, type Scope } from "./scope.ts";

type Fields = Record<string, unknown>;

const languages = [
  ["matching", "matchingPatterns"],
  ["protecting", "protectingPatterns"],
] as const;

/**
 * The fields of the form with patterns in the place of regular expressions, and what people should know of it. An
 * expression is replaced only if the patterns match the same tags now.
 */
export async function convertFields(actor: Actor, scope: Scope, given: Fields) {
  const fields = { ...given };
  const notes: string[] = [];
  for (const [from, to] of languages) {
    const expression = String(given[from] ?? "");
    if (!expression) continue;
    const { patterns, note } = await propose(actor, scope, expression);
    notes.push(note);
    if (patterns) Object.assign(fields, { [from]: "", [to]: patterns.join(" ") });
  }
  return { fields, notes };
}

interface Proposal {
  patterns: string[] | null; // null: the expression stays
  note: string;
}

async function propose(actor: Actor, scope: Scope, expression: string): Promise<Proposal> {
  await ensureUsable({ matching: expression, protecting: "" });
  const converted = convertExpression(expression);
  if (!converted) return { patterns: null, note: `${quoted(expression)} ${noPattern}` };

  const { patterns, isExact } = converted;
  const { names } = await sampleTags(actor, ownId(scope));
  const { matching, different } = await compare(names, expression, patterns);
  const proposed = quoted(patterns.join(" "));
  if (different.length > 0)
    return {
      patterns: null,
      note: `${quoted(expression)} was not converted: the nearest pattern, ${proposed}, matches other tags (${different.join(", ")}). The expression keeps running, or write patterns in its place.`,
    };
  const now = `${quoted(expression)} became ${proposed}`;
  if (isExact) return { patterns, note: `${now}, which matches exactly the same tags.` };
  const same = `the same ${matching} of the ${plural(names.length, "tag")} compared`;
  return {
    patterns,
    note: `${now}. It is not exactly the same: it matches ${same}, but may match other tags that are pushed later.`,
  };
}

const noPattern =
  "can't be converted: some of its parts have no equivalent in patterns. It keeps running as it is.";

const quoted = (text: string) => `“${text}”`;

const maxDifferent = 5;

async function compare(names: readonly string[], expression: string, patterns: readonly string[]) {
  const name = Prisma.sql`name`;
  const rows = await withTimeout(
    (tx) => tx.$queryRaw<{ name: string; old: boolean; new: boolean }[]>`
      SELECT name, name ~ ${expression} AS old, ${coveredBy(name, patterns)} AS new
      FROM unnest(${names}::text[]) AS given (name)`,
  );
  const different = rows.filter((row) => row.old !== row.new).slice(0, maxDifferent);
  return {
    matching: rows.filter((row) => row.old).length,
    different: different.map((row) => row.name),
  };
}
