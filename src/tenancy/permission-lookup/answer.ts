import {
  type Actor,
  accountFields,
  actorFields,
  actorOf,
  inactivity,
} from "../../identity/actor/actor.ts";
import { limitOf } from "../../identity/actor/limits.ts";
import { type Account, canManageTokens } from "../../identity/actor/policy.ts";
import { managedBy, managerFields } from "../../identity/actor/robot-managers.ts";
import { anyUser } from "../../identity/actor/system-actors.ts";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { splitName } from "../../registry/names.ts";
import { sentenceOf } from "../policy/cure-sentences.ts";
import { applyChange, curesFor } from "../policy/cures.ts";
import { type Action, type Guarded, judge, roleOf, type Verdict } from "../policy/policy.ts";
import { findPlace } from "./place.ts";
import { canAskAboutOthers } from "./policy.ts";
import type { Question } from "./schemas.ts";

export interface PermissionEntry extends Verdict {
  who: string;
}

export interface Answer extends PermissionEntry {
  /** Such as "contributor in the team"; null without one. */
  role: string | null;
  /** What would allow it, as sentences: ways, each a list of changes. */
  cures: string[][];
  /** Everyone who may; null if the asker may ask only about themselves. */
  everyone: PermissionEntry[] | null;
}

type Asked = Omit<Question, keyof typeof unchanged> & Partial<Question>;

/** Without a token's limits, and with the roles that people have. */
const unchanged = { token: "", role: "" } as const;

/** Whether someone may do something in a repository or namespace, by the policy that decides it everywhere. */
export async function answer(asker: Actor, given: Asked): Promise<Answer> {
  const question = { ...unchanged, ...given };
  const { who, what, action } = question;
  const place = await findPlace(asker, what);
  const others = canAskAboutOthers(asker, place);
  const self = who === "" || who === asker.username;
  ensure(
    others || self,
    "You may ask about yourself. The owners of a namespace and admins may ask about others.",
  );
  const named = { ...question, who: self ? asker.username : who };
  const entry = await entryOf(asker, named, place);
  return { ...entry, everyone: others ? await everyoneWho(place, action) : null };
}

/** The name for visitors who are not signed in. No account can have it. */
export const anonymous = "anonymous";

type Entry = Omit<Answer, "everyone">;

async function entryOf(asker: Actor, question: Question, place: Guarded): Promise<Entry> {
  const { who } = question;
  if (who === anonymous) return judged(question, { actor: null, place });

  const user = await db.user.findUnique({
    where: { username: who },
    select: { ...accountFields, ...managerFields },
  });
  if (!user) throw new Invalid({ who: "No user has this name. Check the spelling." });
  const { robotTeam: _, ...loaded } = user;
  const inactive = inactivity(user);
  if (inactive) {
    const because = `The account is ${inactive}.`;
    return { who, role: null, cures: [], allowed: false, because };
  }
  const account = actorOf(loaded);
  const actor = question.token
    ? await withToken(asker, { actor: account, account: managedBy(user) }, question.token)
    : account;
  return judged(question, { actor, place });
}

/** The account with the limits of one of its application tokens, if the asker may manage these. */
async function withToken(
  asker: Actor,
  { actor, account }: { actor: Actor; account: Account },
  name: string,
): Promise<Actor> {
  const found = canManageTokens(asker, account)
    ? await db.applicationToken.findUnique({ where: { userId_name: { userId: actor.id, name } } })
    : null;
  if (!found)
    throw new Invalid({ token: "There is no such application token, or you don't manage it." });
  const limit = limitOf(found);
  return { ...actor, ...(limit && { limit }) };
}

function judged(
  { who, action, role, token }: Question,
  { actor, place }: { actor: Actor | null; place: Guarded },
): Entry {
  const asked = { actor, guarded: place, rules: config.rules };
  const change = { kind: "role", in: "team", before: roleOf(actor, place) } as const;
  const situation = role ? applyChange(asked, { ...change, role }) : asked;
  const names = { who, token, service: config.registry.host, ...namesOf(place) };
  return {
    who,
    ...judge(actor, situation.guarded, action, config.rules),
    role: rolesIn(actor, situation.guarded),
    cures: curesFor(situation, action).map((cure) => cure.map((one) => sentenceOf(one, names))),
  };
}

function namesOf({ repository }: Guarded) {
  const { namespace = "" } = repository ? splitName(repository.fullName) : {};
  return { namespace: namespace || "this namespace", repository: repository?.fullName ?? "it" };
}

/** The roles that count here, in words. */
function rolesIn(actor: Actor | null, guarded: Guarded): string | null {
  const team = roleOf(actor, guarded);
  const own = guarded.repository && roleOf(actor, guarded.repository);
  const roles = [
    actor?.admin && "admin",
    team && `${team} in the team of the namespace`,
    own && `${own} in this repository`,
  ].filter(Boolean);
  return roles.length > 0 ? roles.join(", ") : null;
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
