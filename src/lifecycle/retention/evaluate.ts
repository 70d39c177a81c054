import {
  isImmutable,
  type Patterns,
  patternsOf,
} from "../../catalogue/repositories/tags/immutable-patterns.ts";
import { db, type Tx } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { isOrdinary } from "../../registry/client/referrers.ts";
import { type Decision, decide, type Judged, type Retention } from "./decide.ts";

export interface Names {
  /** Regular expressions that are searched for in the names: anchor them yourself. Empty protects nothing. */
  matching: string;
  protecting: string;
}

const patience = "2s"; // a regular expression can be made to take for ever

/** Judges every tag of a repository; nothing is changed. */
export async function judgeTags(
  repositoryId: number,
  rules: Retention & Names,
  now = new Date(),
): Promise<Decision[]> {
  return (await judgeAll([repositoryId], rules, now)).get(repositoryId) ?? [];
}

/** Judges every tag of some repositories, each by itself. */
export async function judgeAll(
  ids: readonly number[],
  rules: Retention & Names,
  now = new Date(),
): Promise<Map<number, Decision[]>> {
  const patterns = await patternsIn(ids);
  const tags = new Map(ids.map((id): [number, Judged[]] => [id, []]));
  for (const { repositoryId, ...tag } of await load(ids, rules)) {
    const immutable = isImmutable(patterns.get(repositoryId) ?? none, tag.name);
    tags.get(repositoryId)?.push({ ...tag, immutable });
  }
  return new Map([...tags].map(([id, all]) => [id, decide(all, rules, now)]));
}

/** Patterns that Postgres does not take, or takes too long to understand, are refused. */
export async function ensureUsable({ matching, protecting }: Names): Promise<void> {
  await inTime((tx) => tx.$queryRaw`SELECT '' ~ ${matching}, '' ~ ${protecting}`);
}

const none: Patterns = { namespace: [], repository: [] };

async function patternsIn(ids: readonly number[]): Promise<Map<number, Patterns>> {
  const found = await db.repository.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, immutableTags: true, namespace: { select: { immutableTags: true } } },
  });
  return new Map(found.map((repository) => [repository.id, patternsOf(repository)]));
}

type Loaded = Omit<Judged, "immutable"> & { repositoryId: number };

async function load(ids: readonly number[], { matching, protecting }: Names): Promise<Loaded[]> {
  return inTime(
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

/** Asks what somebody's patterns are part of: understanding one can take as long as searching for it. */
async function inTime<T>(ask: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('statement_timeout', ${patience}, true)`;
    return ask(tx).catch(unusable);
  });
}

/** What Postgres says of a regular expression that is none (2201B), or of one that takes too long (57014). */
function unusable(error: unknown): never {
  if (/2201B|57014/.test(JSON.stringify(error) + String(error)))
    throw new Invalid({ matching: "One of the patterns can't be used. Write a simpler one." });
  throw error;
}
