import { db, type Prisma, transaction } from "../../platform/db/client.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { canSendEmail } from "../../platform/mail/smtp.ts";
import { type ExpiringToken, emailExpiringTokens } from "../email-links/emails.ts";

export const jobs: Job[] = [
  { name: "warn-of-ending-tokens", cron: "17 6 * * *", run: warnOfExpiringTokens },
];

const noticePeriod = 7 * 24 * 60 * 60 * 1000;

/**
 * Warns the managers of application tokens that expire within a week, once for each token. Returns how many tokens it
 * warned about.
 */
export async function warnOfExpiringTokens(): Promise<number> {
  if (!canSendEmail()) return 0;
  const tokens = await findExpiringTokens();
  const admins = await reachable({ admin: true });
  const byEmail = new Map<string, Token[]>();
  for (const token of tokens)
    for (const email of recipients(token, admins))
      byEmail.set(email, [...(byEmail.get(email) ?? []), token]);

  const ids = [...new Set([...byEmail.values()].flat().map(({ id }) => id))];
  await transaction(async (tx) => {
    for (const [email, expiring] of byEmail)
      await emailExpiringTokens(tx, email, expiring.map(named));
    const where = { id: { in: ids } };
    await tx.applicationToken.updateMany({ where, data: { warnedAt: new Date() } });
  });
  return ids.length;
}

const endedShownMs = 3 * 24 * 60 * 60 * 1000;

/**
 * The application tokens of some accounts that expire within a week or have just expired, the first to expire first. It
 * takes no actor: callers choose accounts that one of theirs manages.
 */
export async function endingTokens(user: Prisma.UserWhereInput) {
  const from = new Date(Date.now() - endedShownMs);
  return db.applicationToken.findMany({
    where: {
      expiresAt: { gt: from, lt: new Date(Date.now() + noticePeriod) },
      user: { disabledAt: null, AND: user },
    },
    select: {
      id: true,
      name: true,
      expiresAt: true,
      user: { select: { id: true, username: true, robot: true } },
    },
    orderBy: [{ expiresAt: "asc" }, { id: "asc" }],
    take: 1000,
  });
}

export type EndingToken = Awaited<ReturnType<typeof endingTokens>>[number];

const owners = {
  where: { role: "owner" },
  select: { user: { select: { email: true, disabledAt: true } } },
} as const;

function findExpiringTokens() {
  return db.applicationToken.findMany({
    where: {
      warnedAt: null,
      expiresAt: { gt: new Date(), lt: new Date(Date.now() + noticePeriod) },
      user: { disabledAt: null },
    },
    select: {
      id: true,
      name: true,
      expiresAt: true,
      user: {
        select: {
          username: true,
          email: true,
          robot: true,
          robotTeam: { select: { memberships: owners } },
        },
      },
    },
    orderBy: { expiresAt: "asc" },
    take: 1000,
  });
}

type Token = Awaited<ReturnType<typeof findExpiringTokens>>[number];

/** People are warned about their own tokens; a robot's team owners, or else the admins, about the robot's. */
function recipients({ user }: Token, admins: string[]): string[] {
  if (!user.robot) return user.email ? [user.email] : [];
  const managers = (user.robotTeam?.memberships ?? []).flatMap(({ user: { email, disabledAt } }) =>
    email && !disabledAt ? [email] : [],
  );
  return managers.length > 0 ? managers : admins;
}

async function reachable(where: { admin: boolean }): Promise<string[]> {
  const users = await db.user.findMany({
    where: { ...where, disabledAt: null, email: { not: null } },
    select: { email: true },
  });
  return users.flatMap(({ email }) => email ?? []);
}

function named({ name, user, expiresAt }: Token): ExpiringToken {
  return { name, owner: user.username, expiresAt: expiresAt ?? new Date() };
}
