import { buriedSince, everything } from "../../catalogue/repositories/recording/tombstones.ts";
import { countTags, keepRepository } from "../../catalogue/repositories/recording/upsert.ts";
import { record } from "../../history/record.ts";
import { portus, unknown } from "../../identity/actor/system-actors.ts";
import { judgeMove } from "../../lifecycle/immutable/judge.ts";
import { db, type Prisma, type Tx } from "../../platform/db/client.ts";
import { lock, locks } from "../../platform/db/locks.ts";
import type { Place } from "./catalogue-state.ts";
import type { Look, SeenTag } from "./inspect.ts";
import { recordTagMoves, upsertManifests, upsertTags } from "./upsert.ts";

/** Who does what a sync does, in history. The registry does not tell who pushed. */

interface Brought {
  added: number;
  moved: number;
}

interface Changed {
  added: string[];
  moved: string[];
}

/** What the registry has of a repository and the catalogue does not, and since when by the registry's clock. */
type Seen = Pick<Look, "repository" | "at" | "news">;

/** Brings into the catalogue what a look found new. What was pushed or deleted after the look's time stays as it is. */
export async function bringIn(namespace: Place, look: Seen): Promise<Brought> {
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

/** Brings in manifests that were seen by digest, without a tag. */
export async function bringManifest(namespace: Place, look: Seen): Promise<void> {
  await db.$transaction((tx) => bringManifests(tx, namespace, look), patience);
}

/** Null if all of it was deleted since. */
async function bringManifests(tx: Tx, namespace: Place, look: Seen) {
  const { repository } = look;
  const at = look.at.toISOString();
  await lock(tx, locks.events(repository));
  const news = await notBuried(tx, namespace, look);
  if (news.length === 0) return null;

  const place = { namespace, repository, agent: unknown, at };
  const repositoryId = await keepRepository(tx, { ...place, ...none });
  await upsertManifests(tx, { repositoryId, at, news });
  return { place, repositoryId, news };
}

async function bringSome(tx: Tx, namespace: Place, look: Seen): Promise<Changed> {
  const brought = await bringManifests(tx, namespace, look);
  if (!brought) return { added: [], moved: [] };
  const { place, repositoryId, news } = brought;
  const { repository, at } = place;
  const kept = await upsertTags(tx, { repositoryId, at, news });
  const changed = {
    added: kept.filter((tag) => tag.inserted).map(({ name }) => name),
    moved: kept.filter((tag) => !tag.inserted).map(({ name }) => name),
  };
  await countTags(tx, repositoryId, changed.added, 1);
  await recordTagMoves(tx, { repositoryId, at, news }, kept);
  const moved = new Set(changed.moved);
  for (const { name: tag, digest } of news.filter(({ name }) => moved.has(name)))
    await judgeMove(tx, { ...place, tag, digest });
  await note(tx, namespace, { ...changed, repository, repositoryId });
  return changed;
}

const none = { digest: "", mediaType: "", size: 0 };

async function notBuried(tx: Tx, { registryId }: Place, look: Seen): Promise<SeenTag[]> {
  if (look.news.length === 0) return [];
  const references = [everything, ...look.news.flatMap(({ name, digest }) => [name, digest])];
  const grave = { registryId, repository: look.repository };
  const buried = await buriedSince(tx, grave, { references, at: look.at.toISOString() });
  if (buried.has(everything)) return [];
  return look.news.filter(({ name, digest }) => !buried.has(name) && !buried.has(digest));
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
