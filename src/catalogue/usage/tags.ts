import { db } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { type DayOfPulls, firstDay, lastDays } from "../pulls/by-day.ts";
import type { TagGroup } from "../repositories/tags/tags.ts";

export async function withPulls(repositoryId: number, groups: readonly TagGroup[], days: number) {
  const digests = groups.map(({ digest }) => digest);
  const pulls = await pullsOfDigests(repositoryId, digests, days);
  return groups.map((group) => ({ ...group, pulls: pulls.get(group.digest) ?? [] }));
}

export async function pullsOfTag(
  repositoryId: number,
  name: string,
  days: number,
): Promise<DayOfPulls[]> {
  const tag = await db.tag.findUnique({
    where: { repositoryId_name: { repositoryId, name } },
    select: { manifest: { select: { digest: true } } },
  });
  if (!tag) throw new NotFound("tag");
  const { digest } = tag.manifest;
  const counts = (await pullsOfDigests(repositoryId, [digest], days)).get(digest) ?? [];
  return lastDays(days).map((day, n) => ({ day, count: counts[n] ?? 0 }));
}

/** The pulls of some digests of a repository by day, oldest first. */
async function pullsOfDigests(
  repositoryId: number,
  digests: readonly string[],
  days: number,
): Promise<Map<string, number[]>> {
  const counts = await db.pullCount.findMany({
    where: { repositoryId, digest: { in: [...digests] }, day: { gte: firstDay(days) } },
    select: { digest: true, day: true, count: true },
  });
  const known = new Map(counts.map((it) => [`${it.digest} ${it.day.getTime()}`, Number(it.count)]));
  return new Map(
    digests.map((digest) => [
      digest,
      lastDays(days).map((day) => known.get(`${digest} ${day.getTime()}`) ?? 0),
    ]),
  );
}
