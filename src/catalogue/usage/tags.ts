import { db } from "../../platform/db/client.ts";
import { lastDays } from "../pulls/by-day.ts";
import type { TagGroup } from "../repositories/tags/tags.ts";

/** Adds to images of a repository their pulls by day, oldest first. */
export async function withPulls(repositoryId: number, groups: readonly TagGroup[], days: number) {
  const digests = groups.map(({ digest }) => digest);
  const pulls = await pullsOfDigests(repositoryId, digests, days);
  return groups.map((group) => ({ ...group, pulls: pulls.get(group.digest) ?? [] }));
}

/** The pulls of some digests of a repository by day, oldest first. */
export async function pullsOfDigests(
  repositoryId: number,
  digests: readonly string[],
  days: number,
): Promise<Map<string, number[]>> {
  const wanted = lastDays(days);
  const counts = await db.pullCount.findMany({
    where: { repositoryId, digest: { in: [...digests] }, day: { gte: wanted[0] } },
    select: { digest: true, day: true, count: true },
  });
  const known = new Map(counts.map((it) => [`${it.digest} ${it.day.getTime()}`, Number(it.count)]));
  return new Map(
    digests.map((digest) => [
      digest,
      wanted.map((day) => known.get(`${digest} ${day.getTime()}`) ?? 0),
    ]),
  );
}
