import { db, type Manifest, type Repository, type Tag } from "../../../src/platform/db/client.ts";
import { digestOf } from "./catalogue.ts";
import { ociIndex } from "./events.ts";
import { layer, storeImage, storeManifest, storeReferrer } from "./images.ts";
import { range } from "./overfull-text.ts";

export const longTag = `v1.2.3-${"x".repeat(121)}`; // 128 characters

/** An image with 40 layers, 120 labels and 12 attachments, an index of 24 platforms, 10,000 tags and many pulls. */
export async function storeWideImages(
  repository: Repository,
): Promise<{ tag: Tag; manifest: Manifest }> {
  await addTags(repository, 10_000);
  const image = await storeImage(repository, {
    tag: longTag,
    minute: 500_000,
    layers: range(40).map((n) => layer(`wide ${n}`, 10 ** ((n % 14) + 1))),
    config: wideConfig(),
    annotations: { "org.opencontainers.image.title": "🚢 ".repeat(60) },
    pushedBy: "w".repeat(60),
  });
  for (const n of range(12))
    await storeReferrer(
      repository,
      image,
      `application/vnd.example.${"kind-".repeat(12)}${n}+json`,
    );
  const manifest = await storeIndex(repository, image);
  await addPackages(image, 300);
  await addPast(repository, image);
  const tag = await db.tag.findFirstOrThrow({
    where: { repositoryId: repository.id, name: longTag },
  });
  return { tag, manifest };
}

function wideConfig(): object {
  const labels = range(120).map((n) => [
    n % 3 ? `org.example.${"deep.".repeat(n % 30)}label-${n}` : `🏷️ label ${n}`,
    n % 4 ? `value ${n}` : `🚢${"x".repeat(300)}`,
  ]);
  return {
    created: "2026-01-02T03:04:05Z",
    author: `⚓ ${"author ".repeat(60)}`,
    config: {
      Env: range(40).map((n) => `VARIABLE_${n}=${"value".repeat(n)}`),
      Entrypoint: [`/${"entrypoint/".repeat(20)}`],
      Cmd: range(30).map((n) => `--flag-${n}=${"v".repeat(n)}`),
      Labels: Object.fromEntries(labels),
    },
    history: range(40).map((n) => ({ created_by: `RUN /bin/sh -c ${"a-word-".repeat(n * 4)}` })),
  };
}

function storeIndex(repository: Repository, { mediaType, size, digest }: Manifest) {
  const manifests = range(24).map((n) => ({
    mediaType,
    size,
    digest: n === 0 ? digest : digestOf(`child ${n}`),
    platform: {
      os: n % 2 ? "windows" : "linux",
      architecture: `riscv64-${n}`,
      "os.version": "10.0.20348.169",
    },
  }));
  const tag = "multi-platform-" + "y".repeat(113);
  return storeManifest(repository, { manifests }, { type: ociIndex, tag, minute: 500_001 });
}

/** Two tags for each of many images. */
async function addTags({ id }: Repository, many: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO manifests (repository_id, digest, media_type, size, pushed_at, pushed_by, read_at, kind, total_size, platform)
    SELECT ${id}, 'sha256:' || encode(sha256(('many ' || n)::bytea), 'hex'), ${"application/vnd.oci.image.manifest.v1+json"}, 1200,
      now() - n * interval '30 minutes', 'ci', now(), 'image', 40000000 + n * 1000, 'linux/amd64'
    FROM generate_series(1, ${many / 2 + 200}) AS n`;
  await db.$executeRaw`
    INSERT INTO tags (repository_id, manifest_id, name, author_name, pushed_by, pushed_at, applied_at, updated_at)
    SELECT repository_id, id, 'build-' || id || suffix, 'ci', 'ci', pushed_at, pushed_at, now()
    FROM (SELECT * FROM manifests WHERE repository_id = ${id} AND total_size IS NOT NULL ORDER BY id LIMIT ${many / 2}) AS made
    CROSS JOIN (VALUES (''), ('-debug')) AS suffixes (suffix)`;
  await db.$executeRaw`ANALYZE manifests, tags`; // as Postgres does by itself, a minute later
  const tagsCount = await db.tag.count({ where: { repositoryId: id } });
  await db.repository.update({
    where: { id },
    data: { tagsCount: tagsCount + 2, pushedBy: "w".repeat(60) },
  });
}

async function addPackages({ id }: Manifest, many: number): Promise<void> {
  const packages = range(many).map((position) => ({
    position,
    name: `@scope/${"package-".repeat((position % 12) + 1)}${position}`,
    version: `1.${position}.0-alpha.${"0".repeat(position % 40)}`,
    purl: `pkg:npm/package@${position}`,
    licenses: "Apache-2.0 OR MIT OR (GPL-3.0-or-later WITH Classpath-exception-2.0)",
  }));
  const digest = digestOf("the SBOM");
  const read = { digest, format: "SPDX-2.3", packagesCount: many };
  await db.sbom.create({
    data: { manifestId: id, ...read, packages: { createMany: { data: packages } } },
  });
}

/** A year of pulls, 300 moves of a tag, and sizes. */
async function addPast({ id, namespaceId }: Repository, { digest }: Manifest): Promise<void> {
  await db.$executeRaw`INSERT INTO pull_counts SELECT ${id}, ${digest}, current_date - n, 1 + (n * 37) % 90 * 1234567::bigint
    FROM generate_series(0, 370) AS n`;
  await db.$executeRaw`INSERT INTO daily_pulls SELECT repository_id, day, count FROM pull_counts`;
  await db.$executeRaw`INSERT INTO hourly_counts SELECT ${id}, date_trunc('hour', now()) - n * interval '1 hour', 99999, 1234567
    FROM generate_series(0, 23) AS n`;
  await db.$executeRaw`INSERT INTO namespace_size_days SELECT ${namespaceId}, current_date - n, 170000000000000 - n * 1000000000000
    FROM generate_series(1, 80) AS n`;
  await db.$executeRaw`INSERT INTO tag_moves (repository_id, tag, digest, at, by_name)
    SELECT ${id}, ${longTag}, CASE WHEN n % 9 = 8 THEN NULL WHEN n % 2 = 0 THEN ${digest} ELSE ${digestOf("another")} END,
      now() - n * interval '7 hours', ${"w".repeat(60)} FROM generate_series(0, 300) AS n`;
  await db.manifest.updateMany({
    where: { digest },
    data: { pullsCount: 999_999_999_999n, pulledAt: new Date() },
  });
  await db.repository.update({
    where: { id },
    data: { pullsCount: 999_999_999_999n, pulledAt: new Date() },
  });
}
