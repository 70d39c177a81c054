import type { Actor } from "../accounts/current.ts";
import { record } from "../audit.ts";
import { config } from "../config.ts";
import { db, type Tx, transaction } from "../db/client.ts";
import { ensure, Invalid } from "../errors.ts";
import { ensureTransfer, lockNamespace, moveTo } from "../namespaces/change.ts";
import { unknownTeam } from "../namespaces/create.ts";
import { findNamespace } from "../namespaces/list.ts";
import { lockTeam } from "../teams/lock.ts";
import { canDeleteTeam } from "../teams/policy.ts";
import { type FoundTeam, findTeamByName } from "../teams/visible.ts";
import { deleteNamespace } from "./namespaces.ts";

/** Deletes a team, and its namespaces with it; or gives them to another team before (TEA-006). */
export async function deleteTeam(
  actor: Actor,
  team: FoundTeam,
  newTeam: string | undefined,
): Promise<void> {
  ensureDeletableTeam(actor, team);
  if (newTeam) return deleteAndGive(actor, team, newTeam);

  const namespaces = await namespaceIds(db, team);
  for (const id of namespaces) await deleteNamespace(actor, await findNamespace(actor, id));
  await transaction(async (tx) => {
    await lockTeam(tx, actor, team.id);
    await removeTeam(tx, actor, team);
  });
}

export function ensureDeletableTeam(actor: Actor, team: FoundTeam): void {
  ensure(config.rules.deleteEnabled, "Deleting is switched off here.");
  const may = canDeleteTeam(actor, team, config.rules);
  ensure(may, "Only the owners of this team and admins may delete it. Ask one of them.");
}

async function deleteAndGive(actor: Actor, team: FoundTeam, newTeam: string): Promise<void> {
  const { id } = await findTeamByName(actor, newTeam).catch(unknownTeam).catch(asNewTeam);
  if (id === team.id)
    throw new Invalid({ new_team: "Choose another team than the one to delete." });

  await transaction(async (tx) => {
    for (const one of [id, team.id].sort((a, b) => a - b)) await lockTeam(tx, actor, one);
    const receiver = await lockTeam(tx, actor, id);
    for (const one of await namespaceIds(tx, team)) {
      const namespace = await lockNamespace(tx, actor, one);
      ensureTransfer(actor, namespace, receiver);
      await moveTo(tx, actor, namespace, receiver);
    }
    await removeTeam(tx, actor, team);
  });
}

/** Judged anew under the lock: whoever asks may have lost the right meanwhile, and the team may have gained a namespace. */
async function removeTeam(tx: Tx, actor: Actor, { id }: FoundTeam): Promise<void> {
  const team = await lockTeam(tx, actor, id);
  ensureDeletableTeam(actor, team);
  if ((await namespaceIds(tx, team)).length > 0)
    throw new Invalid({ form: "Somebody put a namespace in it meanwhile. Look at it again." });
  await tx.team.delete({ where: { id } });
  await record(tx, actor, { key: "team.delete", subject: team.name, teamId: id });
}

async function namespaceIds(tx: Tx, { id }: FoundTeam): Promise<number[]> {
  const found = await tx.namespace.findMany({
    where: { teamId: id },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  return found.map((namespace) => namespace.id);
}

function asNewTeam(error: unknown): never {
  throw error instanceof Invalid ? new Invalid({ new_team: error.message }) : error;
}
