import { sealText } from "../../../src/outbound/webhooks/secrets.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import { hours, long, longWord, range, rtlText } from "./overfull-text.ts";
import { makeApplicationToken, type TeamData } from "./two-teams.ts";
import { deliveryOf, makeWebhook } from "./webhooks.ts";

/** Fills the lists of a team, its namespace, its repository and its webhook. */
export async function fillTeam(place: TeamData, admin: User): Promise<void> {
  const { team, namespace, repository, webhook } = place;
  const name = `🚢 ${longWord.repeat(4)}`.slice(0, 200);
  await db.team.update({ where: { id: team.id }, data: { name, description: rtlText } });
  const immutableTags = range(30).map((n) => long(`release-${n}`, 8 * n + 12));
  const given = { description: rtlText, immutableTags };
  await db.namespace.update({ where: { id: namespace.id }, data: { ...given, quota: 10n ** 15n } });
  await db.repository.update({ where: { id: repository.id }, data: given });
  await addPeople(place);
  await addRobots(place);
  await db.comment.createMany({
    data: range(60).map((n) => ({
      repositoryId: repository.id,
      authorName: long("commentator", 60),
      body: n % 3 ? `👩‍🚀 ${longWord.repeat(n % 8)} and *a word* ${n}` : rtlText,
    })),
  });
  for (const n of range(12)) await makeWebhook(namespace, { name: long(`hook-${n}`, 255) });
  await fillWebhook(webhook.id, repository.fullName);
  for (const n of range(4)) await makeApplicationToken(admin, tokenOf(n));
}

const tokenOf = (n: number) => ({
  name: `${n} 🔑 ${"token ".repeat(40)}`,
  patterns: range(20).map((at) => `${long("pattern", 6 * at + 10)}/**`),
  addresses: range(20).map((at) => `10.0.${at}.0/24`),
});

/** 60 members of the team, who may also use the repository. */
async function addPeople({ team, repository }: TeamData): Promise<void> {
  await db.user.createMany({
    data: range(60).map((n) => ({
      username: long(`p${n}`, 60),
      email: `${long(`p${n}`, 60)}@${"example.".repeat(20)}org`,
      displayName: n % 2 ? `👩‍✈️ ${longWord} ${n}` : "محمد عبد الرحمن بن عبد العزيز",
      disabledAt: n % 7 ? null : hours(n),
    })),
  });
  const people = await db.user.findMany({ where: { username: { startsWith: "p" } } });
  const member = (at: number) => ({
    role: (["viewer", "contributor", "owner"] as const)[at % 3] ?? "viewer",
  });
  const of = people.map(({ id: userId }, at) => ({ userId, ...member(at) }));
  await db.membership.createMany({ data: of.map((it) => ({ ...it, teamId: team.id })) });
  await db.repositoryMembership.createMany({
    data: of.map((it) => ({ ...it, repositoryId: repository.id })),
  });
}

async function addRobots({ team }: TeamData): Promise<void> {
  for (const n of range(30))
    await db.user.create({
      data: {
        username: `${long(`r${n}`, 40)}+robot`,
        robot: true,
        robotTeamId: team.id,
        memberships: { create: { teamId: team.id, role: "contributor" } },
      },
    });
}

async function fillWebhook(id: number, fullName: string): Promise<void> {
  const body = JSON.stringify({ action: "push", note: longWord.repeat(60), lines: range(300) });
  const text = {
    body,
    responseBody: `<html>${"answer ".repeat(400)}`,
    error: `connect ECONNREFUSED ${longWord.repeat(6)}`,
  };
  const deliveries = range(60).map((n) =>
    deliveryOf({
      ...text,
      subject: `${fullName}:${long(`tag-${n}`, 128)}`,
      state: n % 2 ? "failed" : "sent",
      status: n % 2 ? 503 : 200,
      attempts: n,
      durationMs: 10 ** (n % 7),
      attemptedAt: hours(n),
      responseHeaders: Object.fromEntries(
        range(20).map((at) => [long(`x-${at}`, 40), longWord.repeat(at)]),
      ),
    }),
  );
  const headers = range(19).map((n) => ({
    name: long(`x-${n}`, 90),
    sealedValue: sealText("value"),
  }));
  const name = long("webhook", 255);
  await db.webhook.update({
    where: { id },
    data: {
      name,
      url: `https://hooks.example.org/${"path/".repeat(80)}`,
      repositories: range(30).map((n) => long(`pattern-${n}`, 5 * n + 12)),
      headers: { create: headers },
      deliveries: { create: deliveries },
    },
  });
}
