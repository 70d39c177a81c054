import { randomUUID } from "node:crypto";
import { countDue } from "../../../src/catalogue/sizes/count.ts";
import { updateForecasts } from "../../../src/lifecycle/retention/next-night/forecast.ts";
import { db, type Prisma, type User } from "../../../src/platform/db/client.ts";
import { makeRegistry } from "./factories.ts";
import { hours, long, longWord, range, rtlText } from "./overfull-text.ts";
import { makeFailedEvent, type TeamData } from "./two-teams.ts";

/** Fills the lists of the instance: repositories, namespaces, teams, registries, activity, deletions, events and drift. */
export async function fillInstance(place: TeamData, admin: User): Promise<void> {
  await addNames(place);
  await addActivities(place, admin);
  await addDeletions(place);
  for (const n of range(3))
    await makeRegistry({
      name: long(`registry ${n}`, 250),
      hostname: `${n}.${"long.".repeat(40)}lan`,
    });
  for (const n of range(60))
    await makeFailedEvent(`${long(`event-${n}`, 100)}/${longWord}`.toLowerCase());
  await addDrift(place);
  await addCredentials(admin);
  while ((await countDue()) > 0);
  await updateForecasts();
}

/** 60 repositories in the namespace, and 60 namespaces of the team, one with the longest name. */
async function addNames({ team, namespace, repository }: TeamData): Promise<void> {
  await db.repository.createMany({
    data: range(60).map((n) => ({
      namespaceId: namespace.id,
      name: long(`repository-${n}`, 134),
      fullName: `${namespace.name}/${long(`repository-${n}`, 134)}`,
      description: rtlText,
      tagsCount: 10 ** (n % 9),
      pullsCount: 10n ** BigInt(n % 18),
      pushedBy: long("pusher", 60),
    })),
  });
  await db.namespace.createMany({
    data: range(60).map((n) => ({
      registryId: namespace.registryId,
      teamId: team.id,
      name: long(`space-${n}`, n ? 80 : 255),
      description: rtlText,
      kind: "team" as const,
      visibility: (["public", "protected", "private"] as const)[n % 3] ?? "private",
    })),
  });
  await db.team.createMany({
    data: range(60).map((n) => ({ name: `🧭 ${n} ${longWord.repeat(4)}` })),
  });
  const people = await db.user.findMany({ where: { robot: false } });
  await db.star.createMany({
    data: people.map(({ id: userId }) => ({ userId, repositoryId: repository.id })),
  });
}

async function addActivities(
  { team, namespace, repository }: TeamData,
  admin: User,
): Promise<void> {
  const place = { registryId: namespace.registryId, teamId: team.id, namespaceId: namespace.id };
  const keys = [
    "repository.push",
    "tag.delete",
    "team.add_member",
    "repository.add_member",
    "user.delete",
    "team.change_team_name",
  ];
  await db.activity.createMany({
    data: range(240).map((n) => ({
      ...place,
      key: keys[n % keys.length] ?? "",
      repositoryId: n % 6 < 2 || n % 6 === 3 ? repository.id : null,
      actorId: admin.id,
      actorName: admin.username,
      subject: n % 6 < 2 || n % 6 === 3 ? repository.fullName : `🚢 ${longWord.repeat(4)}`,
      at: hours(n * 3),
      credential: "session",
      address: "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
      details: {
        tag: long(`tag-${n}`, 128),
        tags: n % 2 ? [long("tag", 128)] : range(40).map((at) => long(`tag-${at}`, 60)),
        member: long("member", 60),
        role: "contributor",
        old: longWord.repeat(5),
        ownerless: range(20).map(() => longWord.repeat(3)),
      },
    })),
  });
}

/** Copies of the deletion, each with another name and in another state. */
async function addDeletions({ deletion }: TeamData): Promise<void> {
  const { id: _, selection, contents, ...same } = deletion;
  const summary = {
    tags: 9_999_999,
    names: range(3).map((n) => long(`tag-${n}`, 128)),
    untagged: 1_000_000,
  };
  const json = { selection: selection ?? {}, contents: contents ?? {}, summary } satisfies Record<
    string,
    Prisma.InputJsonValue
  >;
  await db.deletionPlan.createMany({
    data: range(60).map((n) => ({
      ...same,
      ...json,
      subject: `${long(`space-${n}`, 100)}/${long("gone", 150)}`,
      byName: long("deleter", 60),
      finishedAt: n % 3 ? hours(n) : null,
      note: n % 3 ? null : `The registry can't be reached: ${longWord.repeat(8)}`,
      createdAt: hours(n),
    })),
  });
}

async function addDrift({ namespace: { registryId } }: TeamData): Promise<void> {
  const counts = {
    listed: 2_000_000_000,
    repositories: 2_000_000_000,
    tags: 2_000_000_000,
    added: 1_999_999_999,
    missing: 1_234_567,
  };
  const ended = { state: "finished", open: null, finishedAt: new Date() } as const;
  await db.syncRun.createMany({
    data: range(30).map((n) => ({
      registryId,
      cause: "admin" as const,
      requestedBy: long(`p${n}`, 60),
      ...ended,
      ...counts,
    })),
  });
  const { id: runId } = await db.syncRun.findFirstOrThrow({ orderBy: { id: "desc" } });
  await db.drift.createMany({
    data: range(120).map((n) => ({
      registryId,
      runId,
      repository: `${long(`drift-${n}`, 120)}/${long("x", 120)}`,
      tag: n % 2 ? long("tag", 128) : "",
      kind: n % 3 ? ("missing" as const) : ("unreadable" as const),
      reason: `The registry answers ${longWord.repeat(8)}`,
    })),
  });
}

/** Browser sessions and signed-in clients of the admin. */
async function addCredentials({ id: userId }: User): Promise<void> {
  const expire = hours(-48);
  await db.session.createMany({
    data: range(12).map(() => ({
      sid: randomUUID(),
      sess: { cookie: {}, passport: { user: userId } },
      expire,
    })),
  });
  await db.refreshToken.createMany({
    data: range(12).map((n) => ({
      userId,
      hash: Buffer.from(randomUUID()),
      service: "registry.test.lan:5000",
      clientId: long(`client-${n}`, 200),
      address: "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
      expiresAt: expire,
    })),
  });
}
