import { createHash } from "node:crypto";
import { join } from "node:path";
import { record, reportedBy } from "../src/history/record.ts";
import { hashPassword } from "../src/identity/sign-in/passwords.ts";
import { config } from "../src/platform/config/config.ts";
import {
  connect,
  db,
  disconnect,
  type Namespace,
  transaction,
  type User,
} from "../src/platform/db/client.ts";
import { startEmbedded } from "../src/platform/db/embedded.ts";
import { migrate } from "../src/platform/db/migrate.ts";
import { runningUrl } from "../src/platform/db/running.ts";
import { ensureRegistry } from "../src/registry/registries.ts";
import {
  createPersonalNamespace,
  ensureGlobalNamespace,
} from "../src/tenancy/namespaces/namespaces.ts";

export const demoPassword = "demo password";

const index = "application/vnd.oci.image.index.v1+json";
const manifest = "application/vnd.oci.image.manifest.v1+json";
const minutesAgo = (n: number) => new Date(Date.now() - n * 60_000);
const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** Demo data: three people, their namespaces, and repositories, some with content that is hard to display. */
export async function seed(): Promise<void> {
  const registry = await ensureRegistry(config);
  const global = await transaction((tx) => ensureGlobalNamespace(tx, registry));
  const owner = await person("demo-owner", { admin: true });
  const contributor = await person("demo-contributor");
  const viewer = await person("demo-viewer");
  await db.founding.upsert({ where: { id: 1 }, create: { userId: owner.id }, update: {} });

  const members = { owner, contributor, viewer };
  const open = await namespace("open", "public", members);
  const web = await namespace("web", "protected", members);
  const vault = await namespace("vault", "private", { owner });

  await usual(open, owner.username);
  await awkward(web, contributor.username);
  await many(web, contributor.username);
  await image(await repository(vault, "keys"), { tags: ["1.0"], by: owner.username, minutes: 90 });
  await image(await repository(global, "base"), { tags: ["latest"], by: owner.username });
  await history(web, contributor);
  await failedEvents();
}

async function usual(open: Namespace, by: string): Promise<void> {
  const proxy = await repository(open, "proxy", {
    description:
      "# A small proxy\n\nListens on port **8080**. [How to set it up](https://example.org/proxy).\n\n" +
      "- one binary\n- no state\n\n```\ndocker run -p 8080:8080 proxy\n```",
    pullsCount: 12_345,
    pulledAt: minutesAgo(2),
  });
  const platforms = ["linux/amd64", "linux/arm64/v8", "linux/arm/v7"];
  await image(proxy, { tags: ["1.27.3", "1.27", "1", "latest"], platforms, by, minutes: 12 });
  await image(proxy, { tags: ["1.26.2", "1.26"], platforms, by, minutes: 9_000 });
  await image(proxy, { tags: ["edge"], platforms: ["linux/amd64"], by, minutes: 3, read: false });
  await image(proxy, { tags: [digestOf("proxy").replace(":", "-")], by, minutes: 2 });
  await pulls(proxy.id);
}

async function awkward(web: Namespace, by: string): Promise<void> {
  const long = `a-name-that-goes-on-${"and-on-".repeat(30)}`.slice(0, 195).replace(/-$/, "");
  const tag = `v${"1234567890".repeat(12)}`;
  await image(await repository(web, long), { tags: [tag, "short"], by, minutes: 30 });
  const description =
    "صورة صغيرة لخادم الويب، تُبنى كل ليلة.\n\n`docker pull` ثم شغّلها.\n\n<script>alert(1)</script> [link](javascript:alert(1))";
  const rtl = await repository(web, "rtl", { description });
  await image(rtl, { tags: ["2024-11-03", "stable"], by, minutes: 500 });
  await repository(web, "deeply/nested/and-without-tags");

  const nightly = await repository(web, "nightly", { tagsCount: 10_000 });
  await db.$executeRaw`
    INSERT INTO manifests (repository_id, digest, media_type, size, pushed_at, pushed_by, read_at, total_size, platform)
    SELECT ${nightly.id}, 'sha256:' || encode(sha256(n::text::bytea), 'hex'), ${manifest}, 1200,
      now() - n * interval '30 minutes', ${by}, now(), 40000000 + n * 1000, 'linux/amd64'
    FROM generate_series(1, 5000) AS n`;
  await db.$executeRaw`
    INSERT INTO tags (repository_id, manifest_id, name, author_name, pushed_by, pushed_at, applied_at, updated_at)
    SELECT repository_id, id, 'build-' || id || suffix, pushed_by, pushed_by, pushed_at, pushed_at, now()
    FROM manifests CROSS JOIN (VALUES (''), ('-debug')) AS suffixes (suffix)
    WHERE repository_id = ${nightly.id}`;
}

async function many(web: Namespace, by: string): Promise<void> {
  for (let n = 1; n <= 60; n += 1) {
    const made = await repository(web, `service-${String(n).padStart(2, "0")}`);
    await image(made, { tags: [`0.${n}.0`, "latest"], by, minutes: 1_000 + n * 97 });
  }
}

async function person(username: string, given: { admin?: boolean } = {}): Promise<User> {
  const passwordHash = await hashPassword(demoPassword);
  const registry = await db.registry.findFirstOrThrow();
  return transaction(async (tx) => {
    const user = await tx.user.create({
      data: { username, email: `${username}@example.org`, passwordHash, ...given },
    });
    await createPersonalNamespace(tx, registry, user);
    return user;
  });
}

async function namespace(
  name: string,
  visibility: Namespace["visibility"],
  members: Partial<Record<"owner" | "contributor" | "viewer", User>>,
): Promise<Namespace> {
  const registry = await db.registry.findFirstOrThrow();
  const memberships = Object.entries(members).map(([role, { id }]) => ({
    userId: id,
    role: role as "owner" | "contributor" | "viewer",
  }));
  return db.namespace.create({
    data: {
      name,
      kind: "team",
      visibility,
      registry: { connect: { id: registry.id } },
      team: { create: { name, memberships: { create: memberships } } },
    },
  });
}

async function repository(
  { id: namespaceId, name: prefix }: Namespace,
  name: string,
  given: { description?: string; pullsCount?: number; pulledAt?: Date; tagsCount?: number } = {},
) {
  const fullName = prefix ? `${prefix}/${name}` : name;
  return db.repository.create({ data: { namespaceId, name, fullName, ...given } });
}

interface Image {
  tags: string[];
  by: string;
  minutes?: number;
  platforms?: string[];
  read?: boolean;
}

async function image(
  { id, fullName }: { id: number; fullName: string },
  { tags, by, minutes = 60, platforms = ["linux/amd64"], read = true }: Image,
): Promise<void> {
  const pushedAt = minutesAgo(minutes);
  const several = platforms.length > 1;
  const children = platforms.map((platform, position) => ({
    position,
    platform,
    digest: digestOf(`${fullName} ${tags[0]} ${platform}`),
    mediaType: manifest,
    size: 1_100,
  }));
  const made = await db.manifest.create({
    data: {
      repositoryId: id,
      digest: digestOf(`${fullName} ${tags[0]}`),
      mediaType: several ? index : manifest,
      size: 1_234,
      pushedAt,
      pushedBy: by,
      ...(read && {
        readAt: pushedAt,
        totalSize: BigInt(12_345_678 + fullName.length * 1_234_567),
        platform: several ? null : (platforms[0] ?? null),
      }),
      ...(read && several && { children: { create: children } }),
    },
  });
  await db.tag.createMany({
    data: tags.map((name) => ({
      repositoryId: id,
      manifestId: made.id,
      name,
      authorName: by,
      pushedBy: by,
      pushedAt,
      appliedAt: pushedAt,
    })),
  });
  const shown = tags.filter((name) => !name.startsWith("sha256-")).length;
  await db.repository.update({
    where: { id },
    data: { pushedAt, pushedBy: by, tagsCount: { increment: shown } },
  });
}

async function pulls(repositoryId: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO pull_counts (repository_id, digest, day, count)
    SELECT ${repositoryId}, digest, current_date - n, 40 + (n * 37) % 90
    FROM (SELECT digest FROM manifests WHERE repository_id = ${repositoryId} ORDER BY id LIMIT 1) AS it,
      generate_series(0, 89) AS n`;
  await db.$executeRaw`
    INSERT INTO daily_pulls (repository_id, day, count)
    SELECT repository_id, day, count FROM pull_counts WHERE repository_id = ${repositoryId}`;
}

async function history(web: Namespace, by: User): Promise<void> {
  const known = await db.repository.findMany({ where: { namespaceId: web.id }, take: 70 });
  for (const [n, { id, fullName }] of known.reverse().entries())
    await transaction((tx) =>
      record(tx, reportedBy(by), {
        key: "repository.push",
        subject: fullName,
        registryId: web.registryId,
        teamId: web.teamId,
        namespaceId: web.id,
        repositoryId: id,
        details: { tag: "latest", digest: digestOf(fullName) },
        at: minutesAgo((known.length - n) * 190),
      }),
    );
}

async function failedEvents(): Promise<void> {
  await db.registryEvent.create({
    data: {
      eventId: "demo-failed",
      action: "push",
      repository: "nowhere/app",
      occurredAt: minutesAgo(40),
      payload: { action: "push", target: { repository: "nowhere/app", tag: "1" } },
      state: "failed",
      reason: "Cannot find namespace nowhere",
      tryAfter: null,
      settledAt: minutesAgo(40),
    },
  });
}

async function main(): Promise<void> {
  const directory = join(config.dataDir, "postgres");
  const running = config.databaseUrl ?? runningUrl(directory);
  const own = running ? null : await startEmbedded(directory);
  const url = running ?? own?.url ?? "";
  try {
    await migrate(url);
    connect(url);
    if ((await db.user.count()) > 0)
      throw new Error("This database already has users. The demo data needs an empty database.");
    await seed();
    console.log(
      `The demo data was created. Sign in as demo-owner with the password “${demoPassword}”.`,
    );
  } finally {
    await disconnect();
    await own?.stop();
  }
}

if (process.argv[1] === import.meta.filename)
  await main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
