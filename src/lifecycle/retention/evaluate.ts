import {
  isImmutable,
  type Patterns,
  patternsOf,
} from "../../catalogue/repositories/tags/immutable-patterns.ts";
import { db, Prisma, type Tx } from "../../platform/db/client.ts";
import { coveredBy } from "../../platform/db/patterns.ts";
import { Invalid } from "../../platform/errors.ts";
import { plural } from "../../platform/plural.ts";
import { isOrdinary } from "../../registry/client/referrers.ts";
import { type Decision, decide, type EvaluatedTag, type Retention } from "./decide.ts";

/** Which tags rules delete and which they keep always: by patterns, in older rules by regular expressions. */
export interface TagPatterns {
  /** Patterns of docs/patterns.md. Without any, every tag matches, and none is protected. */
  matchingPatterns?: readonly string[];
  protectingPatterns?: readonly string[];
  /** Regular expressions, not anchored. An empty `matching` matches every tag, an empty `protecting` none. */
  matching: string;
  protecting: string;
}

const statementTimeoutSeconds = 2; // some regular expressions take practically forever

/** Decides for every tag of a repository whether rules delete it. Changes nothing. */
export async function evaluateTags(
  repositoryId: number,
  rules: Retention & TagPatterns,
  now = new Date(),
): Promise<Decision[]> {
  return (await evaluateAll([repositoryId], rules, now)).get(repositoryId) ?? [];
}

/** Decides for every tag of several repositories, each on its own. */
export async function evaluateAll(
  ids: readonly number[],
  rules: Retention & TagPatterns,
  now = new Date(),
): Promise<Map<number, Decision[]>> {
  const tags = await loadEvaluated(ids, rules);
  return new Map([...tags].map(([id, all]) => [id, decide(all, rules, now)]));
}

/** The tags of repositories, newest first, with what rules look at. */
export async function loadEvaluated(
  ids: readonly number[],
  rules: TagPatterns,
): Promise<Map<number, EvaluatedTag[]>> {
  const patterns = await patternsIn(ids);
  const tags = new Map(ids.map((id): [number, EvaluatedTag[]] => [id, []]));
  for (const { repositoryId, ...tag } of await loadTags(ids, rules)) {
    const immutable = isImmutable(patterns.get(repositoryId) ?? noPatterns, tag.name);
    tags.get(repositoryId)?.push({ ...tag, immutable });
  }
  return tags;
}

/** Refuses patterns that Postgres rejects or takes too long to compile, each at its field. */
export async function ensureUsable({ matching, protecting }: TagPatterns): Promise<void> {
  for (const [field, pattern] of Object.entries({ matching, protecting }))
    await withTimeout((tx) => tx.$queryRaw`SELECT '' ~ ${pattern}`).catch((error) => {
      const problem = problemOf(error);
      throw problem ? new Invalid({ [field]: problem }) : error;
    });
}

const noPatterns: Patterns = { namespace: [], repository: [] };

async function patternsIn(ids: readonly number[]): Promise<Map<number, Patterns>> {
  const found = await db.repository.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, immutableTags: true, namespace: { select: { immutableTags: true } } },
  });
  return new Map(found.map((repository) => [repository.id, patternsOf(repository)]));
}

type LoadedTag = Omit<EvaluatedTag, "immutable"> & { repositoryId: number };

async function loadTags(
  ids: readonly number[],
  { matching, protecting, matchingPatterns = [], protectingPatterns = [] }: TagPatterns,
): Promise<LoadedTag[]> {
  const name = Prisma.sql`tags.name`;
  const isMatching =
    matchingPatterns.length > 0 ? coveredBy(name, matchingPatterns) : Prisma.sql`TRUE`;
  return withTimeout(
    (tx) => tx.$queryRaw<LoadedTag[]>`
      SELECT tags.repository_id AS "repositoryId", tags.name, manifests.digest,
        tags.pushed_at AS "pushedAt", manifests.pulled_at AS "pulledAt",
        tags.name ~ ${matching} AND ${isMatching} AS matches,
        (${protecting} <> '' AND tags.name ~ ${protecting})
          OR ${coveredBy(name, protectingPatterns)} AS protected
      FROM tags JOIN manifests ON manifests.id = tags.manifest_id
      WHERE tags.repository_id = ANY (${ids}::int[]) AND ${isOrdinary("tags")}
      ORDER BY tags.repository_id, tags.pushed_at DESC, tags.id DESC`,
  ).catch(async (error) => {
    const problem = problemOf(error);
    if (!problem) throw error;
    await ensureUsable({ matching, protecting }); // finds the pattern that is at fault by itself
    throw new Invalid({ form: tooManyTags(ids.length) });
  });
}

/** What people read if usable patterns are not compared with all tags in time. */
function tooManyTags(repositories: number): string {
  const next =
    repositories > 1
      ? "Preview one repository at a time, or use simpler patterns."
      : "Use simpler patterns, or try again when the database has less to do.";
  return `The tags could not be compared with these patterns within ${plural(statementTimeoutSeconds, "second")}. ${next}`;
}

/** Runs a query that contains users' patterns. Compiling a pattern can take as long as searching with it. */
export async function withTimeout<T>(query: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('statement_timeout', ${`${statementTimeoutSeconds}s`}, true)`;
    return query(tx);
  });
}

/** Postgres reports an invalid regular expression as 2201B, and one that takes too long as 57014. */
function problemOf(error: unknown): string | null {
  const text = JSON.stringify(error) + String(error);
  if (text.includes("2201B")) return "This is not a valid regular expression. Check its brackets.";
  return text.includes("57014") ? "This pattern is too slow. Use a simpler one." : null;
}
