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

/** The same, with the digests of the images. */
export async function evaluateWithDigests(repositoryId: number, rules: Retention & TagPatterns) {
  const [decisions, manifests] = await Promise.all([
    evaluateTags(repositoryId, rules),
    db.manifest.findMany({ where: { repositoryId }, select: { id: true, digest: true } }),
  ]);
  const digests = new Map(manifests.map(({ id, digest }) => [id, digest]));
  return decisions.map((decision) => ({ ...decision, digest: digests.get(decision.image) ?? "" }));
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
  const [patterns, uses, found] = await Promise.all([
    patternsIn(ids),
    loadUses(ids),
    loadTags(ids, rules),
  ]);
  const tags = new Map(ids.map((id): [number, EvaluatedTag[]] => [id, []]));
  for (const { id, ...columns } of found)
    tags.set(id, readTags(columns, uses, patterns.get(id) ?? noPatterns));
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

/**
 * The tags of each repository, each column as one text: to read 10 000 rows takes longer than to find them.
 * When their images were used is read apart: without statistics, Postgres would join both row by row.
 */
async function loadTags(ids: readonly number[], rules: TagPatterns): Promise<Tags[]> {
  const column = (text: Prisma.Sql, separator: string) =>
    Prisma.sql`string_agg(${text}, ${separator} ORDER BY pushed_at DESC, tags.id DESC)`;
  return withTimeout(
    (tx) => tx.$queryRaw<Tags[]>`
      SELECT repository_id AS id, ${column(name, " ")} AS names,
        ${column(Prisma.sql`manifest_id::text`, " ")} AS images,
        ${column(Prisma.sql`(date_part('epoch', pushed_at) * 1000)::bigint::text`, " ")} AS pushed,
        ${column(Prisma.sql`(${matches(rules)})::int::text`, "")} AS matching,
        ${column(Prisma.sql`(${isProtected(rules)})::int::text`, "")} AS protected
      FROM tags WHERE repository_id = ANY (${ids}::int[]) AND ${isOrdinary("tags")}
      GROUP BY repository_id`,
  ).catch(async (error) => {
    const problem = problemOf(error);
    if (!problem) throw error;
    await ensureUsable(rules); // finds the pattern that is at fault by itself
    throw new Invalid({ form: tooManyTags(ids.length) });
  });
}

/** When images of repositories were last pulled and restored. The index manifests_by_pull has all that it needs. */
async function loadUses(ids: readonly number[]): Promise<Map<number, Use>> {
  const found = await db.$queryRaw<{ lines: string }[]>`
    SELECT string_agg(concat_ws(' ', manifests.id, coalesce(date_part('epoch', pulled_at), 0),
      coalesce(date_part('epoch', restored_at), 0)), E'\n') AS lines
    FROM manifests WHERE repository_id = ANY (${ids}::int[]) AND coalesce(pulled_at, restored_at) IS NOT NULL
    HAVING count(*) > 0`;
  const uses = found.flatMap(({ lines }) => lines.split("\n").map((line) => line.split(" ")));
  return new Map(
    uses.map(([image, pulled, restored]) => [
      Number(image),
      { pulledAt: pulled === "0" ? null : timeOf(pulled), restoredAt: timeOf(restored) },
    ]),
  );
}

interface Use {
  pulledAt: Date | null;
  restoredAt: Date; // 1970: never
}

/** The columns of a repository's tags, newest first. */
interface Tags {
  id: number; // of the repository
  names: string;
  images: string; // ids of manifests
  pushed: string; // milliseconds since 1970
  matching: string; // 0 or 1 for each tag
  protected: string; // likewise
}

const name = Prisma.sql`name`;

function matches({ matching, matchingPatterns = [] }: TagPatterns): Prisma.Sql {
  const expression = matching ? Prisma.sql`${name} ~ ${matching}` : Prisma.sql`TRUE`;
  if (matchingPatterns.length === 0) return expression;
  return Prisma.sql`${expression} AND ${coveredBy(name, matchingPatterns)}`;
}

function isProtected({ protecting, protectingPatterns = [] }: TagPatterns): Prisma.Sql {
  const patterns = coveredBy(name, protectingPatterns);
  return protecting ? Prisma.sql`${name} ~ ${protecting} OR ${patterns}` : patterns;
}

function readTags(columns: Omit<Tags, "id">, uses: Map<number, Use>, patterns: Patterns) {
  const images = columns.images.split(" ").map(Number);
  const pushed = columns.pushed.split(" ").map(Number);
  return columns.names.split(" ").map((name, at): EvaluatedTag => {
    const image = images[at] ?? 0;
    const use = uses.get(image);
    const pushedAt = new Date(pushed[at] ?? 0);
    return {
      name,
      image,
      pushedAt: use && use.restoredAt > pushedAt ? use.restoredAt : pushedAt,
      pulledAt: use?.pulledAt ?? null,
      matches: columns.matching[at] === "1",
      protected: columns.protected[at] === "1",
      immutable: isImmutable(patterns, name),
    };
  });
}

const timeOf = (seconds?: string) => new Date(Math.round(Number(seconds) * 1000));

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
