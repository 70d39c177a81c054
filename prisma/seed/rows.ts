import { createHash } from "node:crypto";
import { record, reportedBy } from "../../src/history/record.ts";
import { hashPassword } from "../../src/identity/sign-in/passwords.ts";
import { db, type Namespace, transaction, type User } from "../../src/platform/db/client.ts";
import { createPersonalNamespace } from "../../src/tenancy/namespaces/namespaces.ts";

export const demoPassword = "demo password";

const index = "application/vnd.oci.image.index.v1+json";
export const manifestType = "application/vnd.oci.image.manifest.v1+json";

export const minutesAgo = (n: number) => new Date(Date.now() - n * 60_000);
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
      registry: { connect: { id: registry.id } },
      team: { create: { name, memberships: { create: memberships } } },
    },
  });
}

export async function createRepository(
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

export async function createImage(
  { id, fullName }: { id: number; fullName: string },
  { tags, by, minutes = 60, platforms = ["linux/amd64"], read = true }: Image,
): Promise<void> {
  const pushedAt = minutesAgo(minutes);
  const several = platforms.length > 1;
  const children = platforms.map((platform, position) => ({
    position,
    platform,
    digest: digestOf(`${fullName} ${tags[0]} ${platform}`),
    mediaType: manifestType,
    size: 1_100,
  }));
  const made = await db.manifest.create({
    data: {
      repositoryId: id,
      digest: digestOf(`${fullName} ${tags[0]}`),
      mediaType: several ? index : manifestType,
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

export async function recordPushes(web: Namespace, by: User): Promise<void> {
  const repositories = await db.repository.findMany({ where: { namespaceId: web.id }, take: 70 });
  for (const [n, { id, fullName }] of repositories.reverse().entries())
    await transaction((tx) =>
      record(tx, reportedBy(by), {
        key: "repository.push",
        subject: fullName,
        registryId: web.registryId,
        teamId: web.teamId,
        namespaceId: web.id,
        repositoryId: id,
        details: { tag: "latest", digest: digestOf(fullName) },
        at: minutesAgo((repositories.length - n) * 190),
      }),
    );
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
