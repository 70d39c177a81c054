import { type Pull, recordPulls } from "../../catalogue/repositories/recording/pull.ts";
import { db } from "../../platform/db/client.ts";
import { type DemoImage, images, pullsPerDay, repositories } from "./catalogue.ts";

const aDay = 86_400_000;
const fadeDays = 20; // an image is still pulled after a newer one was pushed

/** Records pulls of each image since its push, as events of the registry do, so that all counts agree. */
export async function createPulls(): Promise<void> {
  const tags = await findTags();
  const now = Date.now();
  const pulls = images.flatMap((image) => {
    const tag = tags.get(`${image.repository}:${image.tags.at(-1)}`);
    return tag ? timesOf(image, now).flatMap((at, n) => pullsOf(tag, { at, n })) : [];
  });
  await db.$transaction((tx) => recordPulls(tx, pulls), { timeout: 60_000 });
}

async function findTags() {
  const found = await db.tag.findMany({
    where: { repository: { fullName: { in: [...repositories] } } },
    select: {
      name: true,
      repository: {
        select: { fullName: true, namespace: { select: { id: true, registryId: true } } },
      },
      manifest: {
        select: {
          digest: true,
          children: { select: { digest: true }, orderBy: { position: "asc" } },
        },
      },
    },
  });
  return new Map(found.map((tag) => [`${tag.repository.fullName}:${tag.name}`, tag]));
}

type FoundTag = Awaited<ReturnType<typeof findTags>> extends Map<string, infer T> ? T : never;

/** When an image was pulled, newest first: often while it was the newest of its repository, on workdays most of all. */
function timesOf({ repository, daysAgo }: DemoImage, now: number): number[] {
  const newer = images.filter((it) => it.repository === repository && it.daysAgo < daysAgo);
  const replaced = Math.max(0, ...newer.map((it) => it.daysAgo));
  const times: number[] = [];
  for (let day = Math.max(0, replaced - fadeDays); day < daysAgo; day += 1) {
    const isWorkday = new Date(now - day * aDay).getUTCDay() % 6 !== 0;
    const usual = (pullsPerDay[repository] ?? 1) / (isWorkday ? 1 : 4) / (day < replaced ? 6 : 1);
    const count = Math.ceil(usual * (0.7 + scattered(day) * 0.6));
    for (let n = 0; n < count; n += 1) times.push(now - (day + scattered(n + 1)) * aDay);
  }
  return times;
}

/** A number from 0 to 1 that looks random and is the same for the same n. */
const scattered = (n: number) => (n * 0.618034) % 1;

/** A client pulls a multi-platform image by its tag, and then the manifest of its own platform. */
function pullsOf(
  { name, repository, manifest }: FoundTag,
  { at, n }: { at: number; n: number },
): Pull[] {
  const { fullName, namespace } = repository;
  const pull = {
    namespace,
    repository: fullName,
    at: new Date(at).toISOString(),
    counted: true,
  };
  const { digest, children } = manifest;
  const platform = children[n % 4 === 3 ? 1 : 0];
  const ofTag = { ...pull, digest, tag: name };
  return platform ? [ofTag, { ...pull, digest: platform.digest }] : [ofTag];
}
