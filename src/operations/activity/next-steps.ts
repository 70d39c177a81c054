import type { Actor } from "../../identity/actor/actor.ts";
import { canAdministerPeople } from "../../identity/actor/policy.ts";
import { managedByActor } from "../../identity/robots/find.ts";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { paths } from "../../platform/paths/paths.ts";
import { canCreateTeam } from "../../tenancy/teams/policy.ts";

export interface NextStep {
  label: string;
  why: string;
  href: string;
  done: boolean | null; // null: it is never over
}

/** What a person may want to do after their first push. Empty once everything is done. */
export async function nextSteps(actor: Actor): Promise<NextStep[]> {
  const steps = canAdministerPeople(actor) ? await stepsOfAdmin(actor) : await stepsOf(actor);
  return steps.some(({ done }) => done === false) ? steps : [];
}

async function stepsOfAdmin(actor: Actor): Promise<NextStep[]> {
  const [others, team, robot, rules, registry] = await Promise.all([
    db.user.findFirst({ where: { robot: false, id: { not: actor.id } }, select: { id: true } }),
    db.team.findFirst({ where: { hidden: false }, select: { id: true } }),
    db.user.findFirst({ where: { robot: true }, select: { id: true } }),
    db.retentionRule.findFirst({ select: { id: true } }),
    db.registry.findFirstOrThrow({ orderBy: { id: "asc" }, select: { id: true } }),
  ]);
  return [
    {
      label: "Invite people",
      why: "Create an account; its owner chooses a password by a link.",
      href: paths.newUser(),
      done: others !== null,
    },
    createTeam(team !== null),
    createRobot(robot !== null),
    {
      label: "Set retention",
      why: "Delete old tags automatically. A namespace or repository may have rules of its own.",
      href: paths.registryRetention(registry),
      done: rules !== null || config.garbageCollector !== null,
    },
    {
      label: "Check the set-up",
      why: "The registry, its events, e-mail, and whatever needs attention.",
      href: paths.admin(),
      done: null,
    },
  ];
}

async function stepsOf(actor: Actor): Promise<NextStep[]> {
  const [team, robot, token] = await Promise.all([
    db.membership.findFirst({
      where: { userId: actor.id, team: { hidden: false } },
      select: { id: true },
    }),
    db.user.findFirst({ where: managedByActor(actor), select: { id: true } }),
    db.applicationToken.findFirst({ where: { userId: actor.id }, select: { id: true } }),
  ]);
  const forTeam = canCreateTeam(actor, config.rules) ? [createTeam(team !== null)] : [];
  return [
    ...forTeam,
    {
      label: "Create an application token",
      why: "Log in with it instead of your password, on each machine with its own.",
      href: paths.profile(),
      done: token !== null,
    },
    ...(team ? [createRobot(robot !== null)] : []),
  ];
}

const cookie = "portus-next-steps";

export const hidesNextSteps = (cookies = "") => cookies.split(/;\s*/).includes(`${cookie}=hidden`);

/** The cookie of somebody who needs the steps no longer. */
export const hiddenNextSteps = [cookie, "hidden"] as const;

const createTeam = (done: boolean): NextStep => ({
  label: "Create a team",
  why: "A team owns namespaces that its members share.",
  href: paths.newTeam(),
  done,
});

const createRobot = (done: boolean): NextStep => ({
  label: "Create a robot",
  why: "An account for CI, with tokens that no person owns.",
  href: paths.robots(),
  done,
});
