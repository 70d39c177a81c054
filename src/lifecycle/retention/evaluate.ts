import {
  isImmutable,
  type Patterns,
  patternsOf,
} from "../../catalogue/repositories/tags/immutable-patterns.ts";
import { db, type Tx } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { isOrdinary } from "../../registry/client/referrers.ts";
import { type Decision, decide, type EvaluatedTag, type Retention } from "./decide.ts";

export interface Names {
  /** Regular expressions, not anchored. An empty `matching` matches every tag, an empty `protecting` none. */
  matching: string;
  protecting: string;
}

const statementTimeout = "2s"; // some regular expressions take practically forever

/** Decides for every tag of a repository whether rules delete it. Changes nothing. */
export async function evaluateTags(
  repositoryId: number,
  rules: Retention & Names,
  now = new Date(),
): Promise<Decision[]> {
  return (await evaluateAll([repositoryId], rules, now)).get(repositoryId) ?? [];
}

/** The same for several repositories, each by itself. */
export async function evaluateAll(
  ids: readonly number[],
  rules: Retention & Names,
  now = new Date(),
): Promise<Map<number, Decision[]>> {
  const patterns = await patternsIn(ids);
  const tags = new Map(ids.map((id): [number, EvaluatedTag[]] => [id, []]));
  for (const { repositoryId, ...tag } of await load(ids, rules)) {
    const immutable = isImmutable(patterns.get(repositoryId) ?? none, tag.name);
    tags.get(repositoryId)?.push({ ...tag, immutable });
  }
  return new Map([...tags].map(([id, all]) => [id, decide(all, rules, now)]));
}

/** Refuses patterns that Postgres rejects or takes too long to compile. */
export async function ensureUsable({ matching, protecting }: Names): Promise<void> {
  await withTimeout((tx) => tx.$queryRaw`SELECT '' ~ ${matching}, '' ~ ${protecting}`);
}

const none: Patterns = { namespace: [], repository: [] };

async function patternsIn(ids: readonly number[]): Promise<Map<number, Patterns>> {
  const found = await db.repository.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, immutableTags: true, namespace: { select: { immutableTags: true } } },
  });
  return new Map(found.map((repository) => [repository.id, patternsOf(repository)]));
}

type Loaded = Omit<EvaluatedTag, "immutable"> & { repositoryId: number };

async function load(ids: readonly number[], { matching, protecting }: Names): Promise<Loaded[]> {
  return withTimeout(
    (tx) => tx.$queryRaw<Loaded[]>`
      SELECT tags.repository_id AS "repositoryId", tags.name, manifests.digest,
        tags.pushed_at AS "pushedAt", manifests.pulled_at AS "pulledAt",
        tags.name ~ ${matching} AS matches,
        ${protecting} <> '' AND tags.name ~ ${protecting} AS protected
      FROM tags JOIN manifests ON manifests.id = tags.manifest_id
      WHERE tags.repository_id = ANY (${ids}::int[]) AND ${isOrdinary("tags")}
      ORDER BY tags.repository_id, tags.pushed_at DESC, tags.id DESC`,
  );
}

/** Runs a query with patterns of users in it: compiling one can take as long as searching with it. */
async function withTimeout<T>(query: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('statement_timeout', ${statementTimeout}, true)`;
    return query(tx).catch(unusable);
  });
}

/** Postgres reports an invalid regular expression as 2201B, and one that takes too long as 57014. */
function unusable(error: unknown): never {
  if (/2201B|57014/.test(JSON.stringify(error) + String(error)))
    throw new Invalid({
      matching: "One of the patterns is invalid or too slow. Use a simpler one.",
    });
  throw error;
}
