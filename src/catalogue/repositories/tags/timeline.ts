import { db, type MoveCause, type TagMove } from "../../../platform/db/client.ts";
import {
  fetchPage,
  nearestFirst,
  type Page,
  type PageRequest,
  past,
} from "../../../platform/db/keyset.ts";

export interface TimelineMove extends TagMove {
  /** Whether the manifest is still in the catalogue, so that the tag can be rolled back to it. */
  known: boolean;
  reason: string | null;
}

const reasons: Record<MoveCause, string> = {
  overwrite: "pushed over an immutable tag",
  accepted: "pushed over an immutable tag and not reverted",
  revert: "reverted: the tag is immutable",
  rollback: "rolled back",
  restore: "restored",
  unproven: "unproven pusher: the event named somebody who may not push here",
  regctl_tag_rm: "overwritten by regctl tag rm (an empty image)",
};

export async function timelineOf(
  repositoryId: number,
  tag: string,
  request: PageRequest,
): Promise<Page<TimelineMove>> {
  const page = await fetchPage(request, {
    size: 50,
    find: (at, take) =>
      db.tagMove.findMany({
        where: { repositoryId, tag, ...past(at, "at") },
        orderBy: nearestFirst(at, "at"),
        take,
      }),
    position: ({ at, id }) => ({ at, id: Number(id) }),
  });
  const digests = page.rows.flatMap(({ digest }) => digest ?? []);
  const known = await db.manifest.findMany({
    where: { repositoryId, digest: { in: digests } },
    select: { digest: true },
  });
  const stored = new Set(known.map(({ digest }) => digest));
  const rows = page.rows.map((move) => ({
    ...move,
    known: stored.has(move.digest ?? ""),
    reason: move.cause && reasons[move.cause],
  }));
  return { ...page, rows };
}

export async function hasPointedTo(repositoryId: number, tag: string, digest: string) {
  return (await db.tagMove.count({ where: { repositoryId, tag, digest } })) > 0;
}

/** The digest that a tag points to; null if there is no such tag. */
export async function currentDigest(repositoryId: number, tag: string): Promise<string | null> {
  const found = await db.tag.findUnique({
    where: { repositoryId_name: { repositoryId, name: tag } },
    select: { manifest: { select: { digest: true } } },
  });
  return found?.manifest.digest ?? null;
}
