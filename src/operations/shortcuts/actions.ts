import type { Entry } from "../../catalogue/search/categories.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { teamsForRobots } from "../../identity/robots/list.ts";
import { config } from "../../platform/config/config.ts";
import { paths } from "../../platform/paths/paths.ts";
import { canCreateTeam } from "../../tenancy/teams/policy.ts";
import { canSeeOverview } from "../activity/policy.ts";
import { matchesAll } from "./words.ts";

interface Action extends Entry {
  also: string;
  offered: (actor: Actor | null) => boolean | Promise<boolean>;
}

const signedIn = (actor: Actor | null) => actor !== null;
const admins = (actor: Actor | null) => actor !== null && canSeeOverview(actor);

const actions: Action[] = [
  {
    label: "Create robot",
    href: `${paths.robots()}#create`,
    also: "new add ci token build",
    offered: async (actor) => actor !== null && (await teamsForRobots(actor)).length > 0,
  },
  {
    label: "Create token",
    href: `${paths.profile()}#tokens`,
    also: "new add application secret docker login ci",
    offered: signedIn,
  },
  {
    label: "Create namespace",
    href: paths.newNamespace(),
    also: "new add",
    offered: signedIn,
  },
  {
    label: "Create team",
    href: paths.newTeam(),
    also: "new add",
    offered: (actor) => actor !== null && canCreateTeam(actor, config.rules),
  },
  { label: "Create user", href: paths.newUser(), also: "new add person account", offered: admins },
  { label: "Add registry", href: paths.newRegistry(), also: "new create", offered: admins },
  { label: "Change password", href: paths.profile(), also: "set new reset", offered: signedIn },
  { label: "Sign in", href: paths.signIn(), also: "login", offered: (actor) => actor === null },
  { label: "Sign out", href: paths.signOut(), also: "logout leave", post: {}, offered: signedIn },
  theme("dark", "Switch to dark"),
  theme("light", "Switch to light"),
  theme("auto", "Use the system's theme"),
];

/** The actions that the actor may start and whose name begins with each of these words. */
export function findActions(actor: Actor | null, words: readonly string[]): Promise<Entry[]> {
  return offered(
    actor,
    actions.filter(({ label, also }) => matchesAll(words, `${label} ${also}`)),
  );
}

/** What the palette offers before anything is typed. */
export function usualActions(actor: Actor | null): Promise<Entry[]> {
  return offered(actor, actions.slice(0, usual));
}

const usual = 4;

async function offered(actor: Actor | null, some: readonly Action[]): Promise<Entry[]> {
  const isOffered = await Promise.all(some.map((action) => action.offered(actor)));
  return some
    .filter((_, at) => isOffered[at])
    .map(({ label, href, post }) => ({ label, href, ...(post && { post }) }));
}

function theme(choice: string, label: string): Action {
  const also = "theme appearance mode color colour";
  const post = { theme: choice, return: "" };
  return { label, href: paths.theme(), also, post, offered: () => true };
}
