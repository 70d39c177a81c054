import { config } from "../../../src/platform/config/config.ts";
import { db, type Namespace, transaction } from "../../../src/platform/db/client.ts";
import { ensureRegistry } from "../../../src/registry/registries.ts";
import { ensureGlobalNamespace } from "../../../src/tenancy/namespaces/own-namespaces.ts";
import {
  createFailedEvent,
  createImage,
  createNamespace,
  createPerson,
  createPulls,
  createRepository,
  digestOf,
  layerType,
  manifestType,
  minutesAgo,
  recordPushes,
} from "./unusual-rows.ts";

/** Creates three people, their namespaces, and repositories, some with content that is hard to display. */
export async function createUnusualPages(): Promise<void> {
  const registry = await ensureRegistry(config);
  const global = await transaction((tx) => ensureGlobalNamespace(tx, registry));
  const owner = await createPerson("demo-owner", { admin: true });
  const contributor = await createPerson("demo-contributor");
  const viewer = await createPerson("demo-viewer");
  await db.founding.upsert({ where: { id: 1 }, create: { userId: owner.id }, update: {} });

  const members = { owner, contributor, viewer };
  const open = await createNamespace("open", "public", members);
  const web = await createNamespace("web", "protected", members);
  const vault = await createNamespace("vault", "private", { owner });

  await addProxy(open, owner.username);
  await addUnusualRepositories(web, contributor.username);
  await addManyRepositories(web, contributor.username);
  await createImage(await createRepository(vault, "keys"), {
    tags: ["1.0"],
    by: owner.username,
    minutes: 90,
  });
  await createImage(await createRepository(global, "base"), {
    tags: ["latest"],
    by: owner.username,
  });
  await recordPushes([owner, contributor]);
  await createFailedEvent();
}

async function addProxy(open: Namespace, by: string): Promise<void> {
  const proxy = await createRepository(open, "proxy", {
    description:
      "# A small proxy\n\nListens on port **8080**. [How to set it up](https://example.org/proxy).\n\n" +
      "- one binary\n- no state\n\n```\ndocker run -p 8080:8080 proxy\n```",
    pullsCount: 12_345,
    pulledAt: minutesAgo(2),
  });
  const platforms = ["linux/amd64", "linux/arm64/v8", "linux/arm/v7"];
  await createImage(proxy, { tags: ["1.27.3", "1.27", "1", "latest"], platforms, by, minutes: 12 });
  await createImage(proxy, { tags: ["1.26.2", "1.26"], platforms, by, minutes: 9_000 });
  await createImage(proxy, {
    tags: ["edge"],
    platforms: ["linux/amd64"],
    by,
    minutes: 3,
    read: false,
  });
  await createImage(proxy, { tags: [digestOf("proxy").replace(":", "-")], by, minutes: 3 });
  await createPulls(proxy.id);
}

async function addUnusualRepositories(web: Namespace, by: string): Promise<void> {
  const long = `a-name-that-goes-on-${"and-on-".repeat(30)}`.slice(0, 195).replace(/-$/, "");
  const tag = `v${"1234567890".repeat(12)}`;
  await createImage(await createRepository(web, long), { tags: [tag, "short"], by, minutes: 30 });
  const description =
    "صورة صغيرة لخادم الويب، تُبنى كل ليلة.\n\n`docker pull` ثم شغّلها.\n\n<script>alert(1)</script> [link](javascript:alert(1))";
  const rtl = await createRepository(web, "rtl", { description });
  await createImage(rtl, { tags: ["2024-11-03", "stable"], by, minutes: 500 });
  await createRepository(web, "deeply/nested/and-without-tags");

  const last = { pushedAt: minutesAgo(30), pushedBy: by };
  const nightly = await createRepository(web, "nightly", { ...last, tagsCount: 10_000 });
  await db.$executeRaw`
    INSERT INTO manifests (repository_id, digest, media_type, size, pushed_at, pushed_by, read_at, total_size, platform)
    SELECT ${nightly.id}, 'sha256:' || encode(sha256(n::text::bytea), 'hex'), ${manifestType}, 1200,
      now() - n * interval '30 minutes', ${by}, now(), 40000000 + n * 1000, 'linux/amd64'
    FROM generate_series(1, 5000) AS n`;
  await db.$executeRaw`
    WITH layers AS (INSERT INTO manifest_layers (manifest_id, position, digest, media_type, size)
      SELECT id, 0, 'sha256:' || encode(sha256(('layer ' || id)::bytea), 'hex'), ${layerType}, total_size
      FROM manifests WHERE repository_id = ${nightly.id} RETURNING digest, size)
    INSERT INTO registry_blobs (registry_id, digest, repository_id, size, missing, check_after)
    SELECT ${web.registryId}, digest, ${nightly.id}, size, FALSE, NULL FROM layers`;
  await db.$executeRaw`
    INSERT INTO tags (repository_id, manifest_id, name, author_name, pushed_by, pushed_at, applied_at, updated_at)
    SELECT repository_id, id, 'build-' || id || suffix, pushed_by, pushed_by, pushed_at, pushed_at, now()
    FROM manifests CROSS JOIN (VALUES (''), ('-debug')) AS suffixes (suffix)
    WHERE repository_id = ${nightly.id}`;
}

async function addManyRepositories(web: Namespace, by: string): Promise<void> {
  for (let n = 1; n <= 60; n += 1) {
    const made = await createRepository(web, `service-${String(n).padStart(2, "0")}`);
    await createImage(made, { tags: [`0.${n}.0`, "latest"], by, minutes: 1_000 + n * 97 });
  }
}
