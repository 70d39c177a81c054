import { createHash } from "node:crypto";
import { record, reportedBy } from "../../../src/history/record.ts";
import { hashPassword } from "../../../src/identity/sign-in/passwords.ts";
import {
  db,
  type Namespace,
  type Prisma,
  transaction,
  type User,
} from "../../../src/platform/db/client.ts";
import { createPersonalNamespace } from "../../../src/tenancy/namespaces/own-namespaces.ts";

export const demoPassword = "demo password";

const index = "application/vnd.oci.image.index.v1+json";
export const manifestType = "application/vnd.oci.image.manifest.v1+json";

export const layerType = "application/vnd.oci.image.layer.v1.tar+gzip";

export const minutesAgo = (n: number) => new Date(Date.now() - n * 60_000);
const foundedAt = minutesAgo(200_000); // before the oldest image
export const digestOf = (text: string) =>
  `sha256:${createHash("sha256").update(text).digest("hex")}`;

export async function createPerson(
  username: string,
  given: { admin?: boolean } = {},
): Promise<User> {
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

export async function createNamespace(
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
      createdAt: foundedAt,
      registry: { connect: { id: registry.id } },
      team: { create: { name, createdAt: foundedAt, memberships: { create: memberships } } },
    },
  });
}

export async function createRepository(
  { id: namespaceId, name: prefix }: Namespace,
  name: string,
  given: Omit<Prisma.RepositoryUncheckedCreateInput, "namespaceId" | "name" | "fullName"> = {},
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

export async function createImage(
  { id, fullName }: { id: number; fullName: string },
  { tags, by, minutes = 60, platforms = ["linux/amd64"], read = true }: Image,
): Promise<void> {
  const pushedAt = minutesAgo(minutes);
  const several = platforms.length > 1;
  const pushed = { repositoryId: id, pushedAt, pushedBy: by };
  const size = 12_345_678 + fullName.length * 1_234_567;
  const parts = platforms.map((platform) => ({
    platform,
    name: `${fullName} ${tags[0]} ${platform}`,
  }));
  if (several) for (const part of parts) await createManifest(pushed, { ...part, size });
  const children = parts.map(({ name, platform }, position) => ({
    position,
    platform,
    mediaType: manifestType,
    size: 1_100,
    digest: digestOf(name),
  }));
  const name = `${fullName} ${tags[0]}`;
  const made = several
    ? await db.manifest.create({
        data: {
          ...pushed,
          digest: digestOf(name),
          mediaType: index,
          size: 1_234,
          readAt: pushedAt,
          totalSize: size * platforms.length,
          children: { create: children },
        },
      })
    : await createManifest(pushed, { name, size, platform: platforms[0] ?? null, read });
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
  await db.$executeRaw`
    UPDATE repositories SET created_at = least(created_at, ${pushedAt}) WHERE id = ${id}`;
  const shown = tags.filter((name) => !name.startsWith("sha256-")).length;
  await db.repository.update({
    where: { id },
    data: { pushedAt, pushedBy: by, tagsCount: { increment: shown } },
  });
}

/** An image manifest with one layer of a known size; without a size and platform if Portus has not read it. */
async function createManifest(
  pushed: { repositoryId: number; pushedAt: Date; pushedBy: string },
  given: { name: string; size: number; platform: string | null; read?: boolean },
) {
  const { name, size, platform, read = true } = given;
  const data = { ...pushed, digest: digestOf(name), mediaType: manifestType, size: 1_100 };
  if (!read) return db.manifest.create({ data });

  const { id: registryId } = await db.registry.findFirstOrThrow();
  const { repositoryId, pushedAt } = pushed;
  const digest = digestOf(`${name} layer`);
  await db.registryBlob.create({
    data: { registryId, repositoryId, digest, size, checkAfter: null },
  });
  const layer = { position: 0, digest, mediaType: layerType, declaredSize: size };
  const content = { readAt: pushedAt, totalSize: size, platform };
  return db.manifest.create({ data: { ...data, ...content, layers: { create: [layer] } } });
}

export async function createPulls(repositoryId: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO pull_counts (repository_id, digest, day, count)
    SELECT ${repositoryId}, digest, current_date - n, 40 + (n * 37) % 90
    FROM (SELECT digest FROM manifests WHERE repository_id = ${repositoryId} ORDER BY id LIMIT 1) AS it,
      generate_series(0, 89) AS n`;
  await db.$executeRaw`
    INSERT INTO daily_pulls (repository_id, day, count)
    SELECT repository_id, day, count FROM pull_counts WHERE repository_id = ${repositoryId}`;
}

/** Records the last push to each repository, as its tags show it. */
export async function recordPushes(people: User[]): Promise<void> {
  const tags = await db.tag.findMany({
    where: { NOT: { name: { startsWith: "sha256-" } } },
    distinct: ["repositoryId"],
    orderBy: [{ repositoryId: "asc" }, { pushedAt: "desc" }],
    include: { manifest: true, repository: { include: { namespace: true } } },
  });
  for (const tag of tags.sort((a, b) => a.pushedAt.getTime() - b.pushedAt.getTime())) {
    const by = people.find(({ username }) => username === tag.pushedBy);
    const { id, fullName, namespace } = tag.repository;
    const push = {
      ...({
        key: "repository.push",
        subject: fullName,
        repositoryId: id,
        at: tag.pushedAt,
      } as const),
      registryId: namespace.registryId,
      teamId: namespace.teamId,
      namespaceId: namespace.id,
      details: { tag: tag.name, digest: tag.manifest.digest },
    };
    if (by) await transaction((tx) => record(tx, reportedBy(by), push));
  }
}

export async function createFailedEvent(): Promise<void> {
  await db.registryEvent.create({
    data: {
      eventId: "demo-failed",
      action: "push",
      repository: "nowhere/app",
      occurredAt: minutesAgo(40),
      payload: { action: "push", target: { repository: "nowhere/app", tag: "1" } },
      state: "failed",
      reason: 'There is no namespace "nowhere".',
      tryAfter: null,
      settledAt: minutesAgo(40),
    },
  });
}
