import { record } from "../audit.ts";
import { db, type Tx, transaction, type User } from "../db/client.ts";
import { ensure, Invalid, NotFound } from "../errors.ts";
import { type Page, type Turn, turnTo } from "../web/pages.ts";
import { endClientsOf } from "./clients.ts";
import type { Actor } from "./current.ts";
import { type Doer, mayAdministerPeople, mayDisable, maySetAdmin } from "./policy.ts";
import { endSessions } from "./sessions.ts";

/** A person or robot as admins see them. */
export type UserEntry = Omit<User, "passwordHash">;

const size = 50;

/** A page of all people and robots, the newest first. */
export async function listUsers(doer: Doer, turn: Turn): Promise<Page<UserEntry>> {
  ensure(mayAdministerPeople(doer));
  return turnTo(turn, {
    size,
    find: usersBeyond,
    place: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
}

/** A person or robot by user name. */
export async function findUser(doer: Doer, username: string): Promise<UserEntry> {
  ensure(mayAdministerPeople(doer));
  const where = { username: username.toLowerCase() };
  const user = await db.user.findUnique({ where, omit: { passwordHash: true } });
  if (!user) throw new NotFound("user");
  return user;
}

/** Shuts an account: nothing that it holds opens anything from now on. Its namespace and images stay. */
export async function disableUser(doer: Doer, id: number): Promise<void> {
  await change(id, async (tx, user) => {
    ensure(mayDisable(doer, user), "Only admins may disable someone else's account.");
    if (user.disabledAt) return;
    await keepAnAdmin(tx, user);

    await tx.user.update({ where: { id }, data: { disabledAt: new Date() } });
    await endSessions(tx, id);
    await endClientsOf(tx, id);
    await tx.applicationToken.deleteMany({ where: { userId: id } });
    await record(tx, doer, { key: "user.disable", subject: user.username });
  });
}

/** Opens an account again. Its sessions, clients and application tokens are gone. */
export async function enableUser(doer: Doer, id: number): Promise<void> {
  await change(id, async (tx, user) => {
    ensure(mayAdministerPeople(doer), "Only admins may enable an account.");
    if (!user.disabledAt) return;

    await tx.user.update({ where: { id }, data: { disabledAt: null } });
    await record(tx, doer, { key: "user.enable", subject: user.username });
  });
}

/** Makes someone an admin, who owns the global namespaces as well. */
export async function promote(doer: Doer, id: number): Promise<void> {
  await change(id, async (tx, user) => {
    ensure(maySetAdmin(doer, user), notThem);
    if (user.disabledAt)
      throw new Invalid({ form: `${user.username} is disabled. Enable the account first.` });
    if (user.admin) return;

    await tx.user.update({ where: { id }, data: { admin: true } });
    await ownGlobalTeams(tx, id);
    await record(tx, doer, { key: "user.promote", subject: user.username });
  });
}

/** Makes an admin an ordinary person, who loses the global namespaces as well. */
export async function demote(doer: Doer, id: number): Promise<void> {
  await change(id, async (tx, user) => {
    ensure(maySetAdmin(doer, user), notThem);
    if (!user.admin) return;
    await keepAnAdmin(tx, user);

    await tx.user.update({ where: { id }, data: { admin: false } });
    await tx.membership.deleteMany({ where: { userId: id, team: globalTeam } });
    await record(tx, doer, { key: "user.demote", subject: user.username });
  });
}

/** Makes an admin an owner of the teams behind the global namespaces. */
export async function ownGlobalTeams(tx: Tx, userId: number): Promise<void> {
  for (const { id: teamId } of await tx.team.findMany({ where: globalTeam, select: { id: true } }))
    await tx.membership.upsert({
      where: { teamId_userId: { teamId, userId } },
      create: { teamId, userId, role: "owner" },
      update: { role: "owner" },
    });
}

/** Notes that someone signed in, and when they did before. */
export async function recordSignIn({ id }: Actor): Promise<void> {
  await db.$executeRaw`
    UPDATE users SET last_sign_in_at = current_sign_in_at, current_sign_in_at = now() WHERE id = ${id}`;
}

const notThem =
  "Only admins may say who is an admin, and nobody may say it of themselves or of robots.";
const globalTeam = { hidden: true, namespaces: { some: { kind: "global" } } } as const;

async function change(id: number, work: (tx: Tx, user: User) => Promise<void>): Promise<void> {
  await transaction(async (tx) => {
    // One change of people at a time: two admins who demote each other must not both succeed.
    await tx.$queryRaw`SELECT id FROM users WHERE admin OR id = ${id} ORDER BY id FOR UPDATE`;
    const user = await tx.user.findUnique({ where: { id } });
    if (!user) throw new NotFound("user");
    await work(tx, user);
  });
}

async function keepAnAdmin(tx: Tx, { id, admin, username }: User): Promise<void> {
  if (!admin) return;
  const others = await tx.user.count({ where: { admin: true, disabledAt: null, id: { not: id } } });
  if (others === 0)
    throw new Invalid({ form: `${username} is the last admin. Make someone else an admin first.` });
}

function usersBeyond({ older, newer }: Turn, take: number): Promise<UserEntry[]> {
  const place = older ?? newer;
  const beyond = older ? "lt" : "gt";
  const where = place && {
    OR: [
      { createdAt: { [beyond]: place.at } },
      { createdAt: place.at, id: { [beyond]: place.id } },
    ],
  };
  const direction = newer ? "asc" : "desc";
  return db.user.findMany({
    ...(where && { where }),
    omit: { passwordHash: true },
    orderBy: [{ createdAt: direction }, { id: direction }],
    take,
  });
}
