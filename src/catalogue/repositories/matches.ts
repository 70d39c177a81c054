import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { coveredBy } from "../../platform/db/patterns.ts";
import { formats } from "../../platform/http/pages/format.ts";
import { patternsIn, problemsOf, type Subject } from "../../platform/patterns.ts";
import { plural } from "../../platform/plural.ts";
import { repositoriesWithinLimit } from "../../tenancy/policy/visible.ts";
import { type Sample, sampleTags, type TagPlace } from "./tags/tag-names.ts";

const maxRepositories = 1_000;
const maxShown = 10;

/** What patterns match now, in a sentence for their author; of what the actor may see. Empty without patterns. */
export async function matchesOfTags(
  actor: Actor | null,
  place: TagPlace,
  given: string,
): Promise<string> {
  return describe(given, "tag", () => sampleTags(actor, place));
}

/** The same for repositories, all or those of a namespace. */
export async function matchesOfRepositories(
  actor: Actor | null,
  namespaceId: number | undefined,
  given: string,
): Promise<string> {
  return describe(given, "repository", () => sampleRepositories(actor, namespaceId));
}

async function describe(given: string, subject: Subject, sample: () => Promise<Sample>) {
  const patterns = patternsIn(given);
  if (patterns.length === 0) return "";
  const [problem] = problemsOf(patterns, subject);
  if (problem) return problem;
  const { names, isWhole } = await sample();
  const all = Prisma.sql`unnest(${names}::text[]) WITH ORDINALITY AS given (name, at)`;
  const [row] = await db.$queryRaw<{ count: number; first: string[] | null }[]>`
    SELECT count(*)::int AS count, (array_agg(name ORDER BY at))[1:${maxShown}::int] AS first
    FROM ${all} WHERE ${coveredBy(Prisma.sql`name`, patterns)}`;
  const found = { count: row?.count ?? 0, first: row?.first ?? [] };
  return sentenceOf({ ...found, total: names.length, isWhole, subject });
}

async function sampleRepositories(
  actor: Actor | null,
  namespaceId: number | undefined,
): Promise<Sample> {
  const place = namespaceId === undefined ? {} : { namespaceId };
  const rows = await db.repository.findMany({
    where: { AND: [await repositoriesWithinLimit(actor), place] },
    orderBy: [{ pushedAt: "desc" }, { id: "desc" }],
    take: maxRepositories + 1,
    select: { fullName: true },
  });
  const names = rows.slice(0, maxRepositories).map(({ fullName }) => fullName);
  return { names, isWhole: rows.length <= maxRepositories };
}

interface Found {
  count: number;
  first: string[];
  total: number;
  isWhole: boolean;
  subject: Subject;
}

/** "Matches 12 of 40 tags: 1.0, 1.1 …" */
export function sentenceOf({ count, first, total, isWhole, subject }: Found): string {
  const [one, many] = subject === "tag" ? ["tag", "tags"] : ["repository", "repositories"];
  if (total === 0) return `There are no ${many} here yet.`;
  const all = isWhole ? plural(total, one, many) : `the newest ${formats.number(total)} ${many}`;
  if (count === 0) return `Matches none of ${isWhole ? `the ${all}` : all}.`;
  const shown = `${first.join(", ")}${count > first.length ? " …" : ""}`;
  return `Matches ${formats.number(count)} of ${all}: ${shown}`;
}
