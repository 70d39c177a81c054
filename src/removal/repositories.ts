import { db, type Registry, type Repository, transaction } from "../db/client.ts";
import { deleteManifest } from "../registry/client.ts";
import { referrerTag } from "../repositories/referrers.ts";
import { bury, everything } from "../repositories/tombstones.ts";

interface Held {
  id: number;
  digest: string;
  tags: { name: string }[];
}

const atOnce = 8; // requests that the registry gets side by side

/**
 * Takes a repository out of the registry, manifest by manifest, and then out of the catalogue. What the registry does not
 * let go stays in both, and is the answer: a sentence, or null if all is gone.
 */
export async function removeRepository(
  registry: Registry,
  repository: Pick<Repository, "id" | "fullName">,
): Promise<string | null> {
  const held = await db.manifest.findMany({
    where: { repositoryId: repository.id },
    select: { id: true, digest: true, tags: { select: { name: true } } },
  });
  const kept = await removeFromRegistry(registry, repository.fullName, held);
  const gone = held.filter((one) => !kept.includes(one));
  await forget(registry, repository, gone);
  if (kept.length === 0) return null;

  const tags = kept.flatMap((one) => one.tags.map(({ name }) => name));
  const what = tags.length > 0 ? `${tags.join(", ")} tag(s)` : `${kept.length} manifest(s)`;
  return `Could not remove repository: could not remove ${what}`;
}

/** Answers those that the registry refused to delete. */
async function removeFromRegistry(
  registry: Registry,
  fullName: string,
  held: readonly Held[],
): Promise<Held[]> {
  const waiting = [...held];
  const kept: Held[] = [];
  const work = async () => {
    for (let one = waiting.pop(); one; one = waiting.pop())
      if (await deleteManifest(registry, fullName, one.digest)) kept.push(one);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return kept;
}

/** What was pushed meanwhile is not among the gone, and stays with its repository. */
async function forget(
  registry: Registry,
  { id, fullName }: Pick<Repository, "id" | "fullName">,
  gone: readonly Held[],
): Promise<void> {
  const at = new Date().toISOString();
  await transaction(async (tx) => {
    await tx.$executeRaw`DELETE FROM manifests WHERE id = ANY (${gone.map((one) => one.id)}::int[])`;
    const emptied = await tx.repository.deleteMany({ where: { id, manifests: { none: {} } } });
    if (emptied.count > 0) {
      await bury(tx, { registryId: registry.id, repository: fullName }, [
        { reference: everything, at },
      ]);
      return;
    }
    await tx.$executeRaw`
      UPDATE repositories SET tags_count = (SELECT count(*) FROM tags
        WHERE repository_id = repositories.id AND name !~ ${referrerTag.source})
      WHERE id = ${id}`;
  });
}
