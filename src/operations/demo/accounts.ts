import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import { type ActorAudit, commandAudit } from "../../identity/actor/audit.ts";
import { chosenPassword } from "../../identity/people/command-actions.ts";
import { createRobot } from "../../identity/robots/robots.ts";
import { hashNewPassword } from "../../identity/sign-in/new-passwords.ts";
import { db, transaction } from "../../platform/db/client.ts";
import { serversRegistry } from "../../registry/registries.ts";
import { createPerson, retryOnTakenName } from "../../tenancy/accounts/person.ts";
import { removeSetupFile } from "../../tenancy/accounts/setup-file.ts";
import { createNamespace } from "../../tenancy/namespaces/create.ts";
import { findTeam } from "../../tenancy/teams/find.ts";
import { addMember } from "../../tenancy/teams/members.ts";
import { createTeam } from "../../tenancy/teams/teams.ts";
import { namespaces } from "./catalogue.ts";

export const teamName = "demo";
const robotName = `${teamName}+ci`;
export const userNames = ["demo-owner", "demo-contributor", "demo-viewer"] as const;

type Role = "owner" | "contributor" | "robot";

/** Who pushes, by role. */
export const pushers: Record<Role, string> = {
  owner: userNames[0],
  contributor: userNames[1],
  robot: robotName,
};

/** What of the demo exists, by name; empty if nothing does. */
export async function existingParts(): Promise<string[]> {
  const [users, teams, spaces] = await Promise.all([
    db.user.findMany({ where: { username: { in: [...userNames, robotName] } } }),
    db.team.findMany({ where: { name: teamName } }),
    db.namespace.findMany({ where: { name: { in: Object.keys(namespaces) } } }),
  ]);
  return [
    ...users.map(({ username }) => `user ${username}`),
    ...teams.map(({ name }) => `team ${name}`),
    ...spaces.map(({ name }) => `namespace ${name}`),
  ];
}

/** Creates people, a team with namespaces and a robot. Returns the password of the owner, who is an admin if they are the first. */
export async function createAccounts() {
  const admin = (await db.user.count()) === 0;
  const { password } = chosenPassword(undefined);
  const owner = await createAccount(pushers.owner, { password, admin });
  await createAccount(pushers.contributor, {});
  await createAccount(userNames[2], {});

  const description = "The team of the demo.";
  const { id } = await createTeam(commandAudit, { name: teamName, description }, owner.id);
  const team = await findTeam(commandAudit.actor, id);
  await addMember(commandAudit, team, { user: pushers.contributor, role: "contributor" });
  await addMember(commandAudit, team, { user: userNames[2], role: "viewer" });
  for (const [name, options] of Object.entries(namespaces))
    await createNamespace(commandAudit, { name, team: teamName, registry: undefined, ...options });
  await createRobot(commandAudit, { team: teamName, name: "ci", role: "contributor", days: "90" });
  return { password, admin };
}

async function createAccount(
  username: string,
  { password, admin = false }: { password?: string; admin?: boolean },
): Promise<Actor> {
  const names = { username, email: null };
  const passwordHash = password ? await hashNewPassword(password, names) : null;
  const registry = await serversRegistry();
  const person = await retryOnTakenName(() =>
    transaction((tx) =>
      createPerson(tx, registry, { ...names, passwordHash, admin }, commandAudit),
    ),
  );
  removeSetupFile();
  return person;
}

/** The accounts of the demo that exist. */
export async function demoAccounts() {
  return db.user.findMany({
    where: { username: { in: [...userNames, robotName] } },
    select: actorFields,
    orderBy: { id: "desc" },
  });
}

/** The owner acts as a person, on the command of somebody in the shell: only what a person deleted can be restored. */
export async function ownerAudit(): Promise<ActorAudit> {
  const actor = (await demoAccounts()).find(({ username }) => username === pushers.owner);
  if (!actor)
    throw new Error(
      `There is no ${pushers.owner} any more. Delete the team ${teamName} on its page.`,
    );
  return { ...commandAudit, actor };
}
