import { db } from "../../platform/db/client.ts";
import { log } from "../../platform/log.ts";
import { type Letter, mayMail, send } from "../../platform/mail/mail.ts";
import { expiringTokensEmail } from "../email-links/emails.ts";

const noticePeriod = 7 * 24 * 60 * 60 * 1000;

/** Writes to whoever looks after application tokens that end within a week: once for each token. */
export async function warnOfExpiringTokens(): Promise<number> {
  if (!mayMail()) return 0;
  const tokens = await findExpiringTokens();
  const admins = await reachable({ admin: true });
  const letters = new Map<string, typeof tokens>();
  for (const token of tokens)
    for (const email of recipients(token, admins))
      letters.set(email, [...(letters.get(email) ?? []), token]);

  const told = new Set<number>();
  for (const [email, about] of letters)
    if (await sent(expiringTokensEmail(email, about.map(named))))
      for (const { id } of about) told.add(id);
  const where = { id: { in: [...told] } };
  await db.applicationToken.updateMany({ where, data: { warnedAt: new Date() } });
  return told.size;
}

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

/** People are told of their own; of a robot's the owners of its team, or the admins where it has none to tell. */
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

function named({ name, user, expiresAt }: Token) {
  return { name, owner: user.username, expiresAt: expiresAt ?? new Date() };
}

async function sent(letter: Letter): Promise<boolean> {
  try {
    await send(letter);
    return true;
  } catch (error) {
    log.warn({ err: error }, "the owners of ending tokens could not be told; tomorrow again");
    return false;
  }
}
