import { record } from "../audit.ts";
import { db, type Prisma, type Tx } from "../db/client.ts";
import { judgeMove } from "../immutable/judge.ts";
import { countTags, keepRepository } from "../repositories/keep.ts";
import { recordMoves } from "../repositories/moves.ts";
import { buriedSince, everything } from "../repositories/tombstones.ts";
import type { Place } from "./known.ts";
import type { Look, SeenTag } from "./look.ts";

/** Who does what a sync does, in history. The registry does not tell who pushed. */
export const portus = { id: null, username: "portus" };

interface Brought {
  added: number;
  moved: number;
}

interface Changed {
  added: string[];
  moved: string[];
}

/** Brings into the catalogue what a look found new. What was pushed or deleted after the look's time stays as it is. */
export async function bringIn(namespace: Place, look: Look): Promise<Brought> {
  const brought = { added: 0, moved: 0 };
  for (let from = 0; from < look.news.length; from += mostAtOnce) {
    const some = { ...look, news: look.news.slice(from, from + mostAtOnce) };
    const { added, moved } = await db.$transaction(
      (tx) => bringSome(tx, namespace, some),
      patience,
    );
    brought.added += added.length;
    brought.moved += moved.length;
  }
  return brought;
}

const mostAtOnce = 1_000; // tags; what their manifests weigh is bounded where they are looked up
const patience = { timeout: 60_000, maxWait: 30_000 };

async function bringSome(tx: Tx, namespace: Place, look: Look): Promise<Changed> {
  const { repository } = look;
  const at = look.at.toISOString();
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`events:${repository}`}, 0))`;
  const news = await notBuried(tx, namespace, look);
  if (news.length === 0) return { added: [], moved: [] };

  const place = { namespace, repository, agent: { ...portus, username: "" }, at };
  const repositoryId = await keepRepository(tx, { ...place, ...none });
  await keepManifests(tx, { repositoryId, at, news });
  const kept = await keepTags(tx, { repositoryId, at, news });
  const changed = {
    added: kept.filter((tag) => tag.inserted).map(({ name }) => name),
    moved: kept.filter((tag) => !tag.inserted).map(({ name }) => name),
  };
  await countTags(tx, repositoryId, changed.added, 1);
  await rememberMoves(tx, { repositoryId, at, news }, kept);
  const moved = new Set(changed.moved);
  for (const { name: tag, digest } of news.filter(({ name }) => moved.has(name)))
    await judgeMove(tx, { ...place, tag, digest });
  await note(tx, namespace, { ...changed, repository, repositoryId });
  return changed;
}

const none = { digest: "", mediaType: "", size: 0 };

async function notBuried(tx: Tx, { registryId }: Place, look: Look): Promise<SeenTag[]> {
  if (look.news.length === 0) return [];
  const references = [everything, ...look.news.flatMap(({ name, digest }) => [name, digest])];
  const grave = { registryId, repository: look.repository };
  const buried = await buriedSince(tx, grave, { references, at: look.at.toISOString() });
  if (buried.has(everything)) return [];
  return look.news.filter(({ name, digest }) => !buried.has(name) && !buried.has(digest));
}

interface News {
  repositoryId: number;
  at: string;
  news: SeenTag[];
}

/** With their bytes where we have them, so that the reader need not ask for them again. */
async function keepManifests(tx: Tx, { repositoryId, at, news }: News): Promise<void> {
  const rows = [...new Map(news.map((one) => [one.digest, one])).values()];
  await tx.$executeRaw`
    INSERT INTO manifests (repository_id, digest, media_type, size, pushed_at, read_after, payload)
    SELECT ${repositoryId}, digest, media_type, size, date_trunc('milliseconds', ${at}::timestamptz),
      date_trunc('milliseconds', now()), decode(nullif(bytes, ''), 'base64')
    FROM unnest(${rows.map((one) => one.digest)}::text[], ${rows.map((one) => one.mediaType)}::text[],
      ${rows.map((one) => one.size)}::int[],
      ${rows.map((one) => one.bytes?.toString("base64") ?? "")}::text[]) AS seen (digest, media_type, size, bytes)
    ON CONFLICT (repository_id, digest) DO NOTHING`;
}

async function keepTags(tx: Tx, { repositoryId, at, news }: News) {
  return tx.$queryRaw<{ name: string; inserted: boolean }[]>`
    INSERT INTO tags AS known (repository_id, manifest_id, name, author_name,
      pushed_by, pushed_at, applied_at, created_at, updated_at)
    SELECT ${repositoryId}, m.id, seen.name, '', '', at.at, at.at, at.at, now()
    FROM unnest(${news.map((one) => one.name)}::text[], ${news.map((one) => one.digest)}::text[])
      AS seen (name, digest)
    JOIN manifests m ON m.repository_id = ${repositoryId} AND m.digest = seen.digest
    CROSS JOIN (SELECT ${at}::timestamptz AS at) AS at
    ON CONFLICT (repository_id, name) DO UPDATE SET manifest_id = EXCLUDED.manifest_id,
      pushed_by = '', pushed_at = EXCLUDED.pushed_at, applied_at = EXCLUDED.applied_at, updated_at = now()
    WHERE known.applied_at < EXCLUDED.applied_at AND known.manifest_id <> EXCLUDED.manifest_id
    RETURNING name, (xmax = 0) AS inserted`;
}

async function rememberMoves(tx: Tx, { repositoryId, at, news }: News, kept: { name: string }[]) {
  const changed = new Set(kept.map(({ name }) => name));
  const agent = { ...portus, username: "" };
  const moves = news
    .filter(({ name }) => changed.has(name))
    .map(({ name: tag, digest }) => ({ repositoryId, tag, digest, agent, at }));
  await recordMoves(tx, moves);
}

interface Noted extends Changed {
  repository: string;
  repositoryId: number;
}

/** One line of history for what came in at a time. */
async function note(tx: Tx, namespace: Place, noted: Noted): Promise<void> {
  const { repository, repositoryId, added, moved } = noted;
  const count = added.length + moved.length;
  if (count === 0) return;
  const details: Prisma.InputJsonObject = { tags: [...added, ...moved].slice(0, 20), count };
  await record(tx, portus, {
    key: "repository.sync",
    subject: repository,
    registryId: namespace.registryId,
    teamId: namespace.teamId,
    namespaceId: namespace.id,
    repositoryId,
    details,
  });
}
