import { commandAudit } from "../../identity/actor/audit.ts";
import { deleteRobot } from "../../identity/robots/robots.ts";
import { planTeam } from "../../lifecycle/deletion/plan/targets.ts";
import { executePlan } from "../../lifecycle/deletion/run/run.ts";
import { setNamespacePatterns } from "../../lifecycle/immutable/change.ts";
import { commandLine } from "../../platform/config/command-line.ts";
import { db } from "../../platform/db/client.ts";
import { deleteAccount } from "../../tenancy/accounts/deletion.ts";
import { findNamespace } from "../../tenancy/namespaces/find.ts";
import { findTeam } from "../../tenancy/teams/find.ts";
import { demoAccounts, ownerAudit, pushers, teamName } from "./accounts.ts";

const onlyAdmin = `${pushers.owner} stays, because it is the only admin. Create another admin (${commandLine("bin/portus user create NAME --admin")}) and run this again.`;

/** Deletes the demo from the registry and from Portus. Returns what was done and what stays. */
export async function removeDemo(say: (line: string) => void): Promise<string> {
  const team = await db.team.findUnique({ where: { name: teamName } });
  if (!team && (await demoAccounts()).length === 0) return "There is no demo.";
  if (team) {
    say("Deleting the images, the namespaces and the team");
    await deleteTeam(team.id);
  }
  say("Deleting the accounts");
  const accounts = await demoAccounts(); // without robots that were deleted with the team
  const others = await db.user.count({
    where: { admin: true, disabledAt: null, username: { not: pushers.owner } },
  });
  for (const { id, robot, username, admin } of accounts)
    if (robot) await deleteRobot(commandAudit, id);
    else if (others > 0 || !admin || username !== pushers.owner)
      await deleteAccount(commandAudit, id);
  const stays = accounts.some(({ username, admin }) => username === pushers.owner && admin);
  return stays && others === 0 ? `The demo was deleted. ${onlyAdmin}` : "The demo was deleted.";
}

/** Its owner deletes it, as a person: only then can it be restored. */
async function deleteTeam(id: number): Promise<void> {
  const audit = await ownerAudit();
  for (const { id: namespaceId } of await db.namespace.findMany({ where: { teamId: id } }))
    await setNamespacePatterns(
      commandAudit,
      await findNamespace(commandAudit.actor, namespaceId),
      [],
    );
  const plan = await planTeam(audit, await findTeam(audit.actor, id), undefined);
  await executePlan(audit, plan.id);
}
