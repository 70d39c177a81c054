import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import { anyUser } from "../../identity/actor/system-actors.ts";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { type Action, type Guarded, judge, type Verdict } from "../policy/policy.ts";
import { findPlace } from "./place.ts";
import { canAskAboutOthers } from "./policy.ts";
import type { Question } from "./schemas.ts";

export interface PermissionEntry extends Verdict {
  who: string;
}

export interface Answer extends PermissionEntry {
  /** Everyone who may; null if the asker may ask only about themselves. */
  everyone: PermissionEntry[] | null;
}

/** Whether someone may do something in a repository or namespace, by the policy that decides it everywhere. */
export async function answer(asker: Actor, { who, what, action }: Question): Promise<Answer> {
  const place = await findPlace(asker, what);
  const others = canAskAboutOthers(asker, place);
  const self = who === "" || who === asker.username;
  ensure(
    others || self,
    "You may ask about yourself. The owners of a namespace and admins may ask about others.",
  );
  const entry = await entryOf(self ? asker.username : who, place, action);
  return { ...entry, everyone: others ? await everyoneWho(place, action) : null };
}

/** The name for visitors who are not signed in. No account can have it. */
export const anonymous = "anonymous";

async function entryOf(who: string, place: Guarded, action: Action): Promise<PermissionEntry> {
  if (who === anonymous) return { who, ...judge(null, place, action, config.rules) };

  const where = { username: who };
  const user = await db.user.findUnique({
    where,
    select: { ...actorFields, disabledAt: true },
  });
  if (!user) throw new Invalid({ who: "No user has this name. Check the spelling." });
  if (user.disabledAt) return { who, allowed: false, because: "The account is disabled." };
  return { who, ...judge(user, place, action, config.rules) };
}

const maxPeople = 1000;

const groups: { who: string; actor: Actor | null }[] = [
  { who: "Anyone, without signing in", actor: null },
  { who: "Everyone who is signed in", actor: anyUser },
];

/** Everyone who may: the groups, then members and admins by name. */
async function everyoneWho(place: Guarded, action: Action): Promise<PermissionEntry[]> {
  const members = [...place.members, ...(place.repository?.members ?? [])];
  const users = await db.user.findMany({
    where: {
      disabledAt: null,
      OR: [{ admin: true }, { id: { in: members.map(({ userId }) => userId) } }],
    },
    select: actorFields,
    orderBy: { username: "asc" },
    take: maxPeople,
  });
  return [...groups, ...users.map((user) => ({ who: user.username, actor: user }))]
    .map(({ who, actor }) => ({ who, ...judge(actor, place, action, config.rules) }))
    .filter(({ allowed }) => allowed);
}
