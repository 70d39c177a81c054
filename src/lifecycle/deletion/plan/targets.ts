import type { Actor } from "../../../identity/actor/actor.ts";
import { config } from "../../../platform/config/config.ts";
import type { DeletionPlan } from "../../../platform/db/client.ts";
import { ensure, Invalid } from "../../../platform/errors.ts";
import { ensureTransfer } from "../../../tenancy/namespaces/change.ts";
import { unknownTeam } from "../../../tenancy/namespaces/create.ts";
import { type FoundNamespace, findNamespace } from "../../../tenancy/namespaces/list.ts";
import { canDeleteNamespace } from "../../../tenancy/policy/management.ts";
import { canDeleteTeam } from "../../../tenancy/teams/policy.ts";
import { type FoundTeam, findTeamByName } from "../../../tenancy/teams/visible.ts";
import { ensureNoImmutableTagsIn } from "../../immutable/guard.ts";
import { keepPlan } from "./plan.ts";
import { namespacesOf, whatGoes } from "./target-contents.ts";

/** Says what vanishes with a namespace, and remembers it. */
export async function planNamespace(
  actor: Actor,
  namespace: FoundNamespace,
): Promise<DeletionPlan> {
  ensureCanDelete(actor, namespace);
  const { id, name, teamId } = namespace;
  await ensureNoImmutableTagsIn(actor, [id]);
  const selection = { namespaces: [id] };
  const place = { subject: name, teamId, namespaceId: id };
  return keepPlan(actor, { ...place, selection, ...(await whatGoes(selection)) });
}

/** Says what vanishes with a team: its namespaces too, unless another team is to get them (TEA-006). */
export async function planTeam(
  actor: Actor,
  team: FoundTeam,
  heirName: string | undefined,
): Promise<DeletionPlan> {
  ensureDeletableTeam(actor, team);
  const namespaces = await namespacesOf(team.id);
  const heir = heirName ? await findHeir(actor, team, namespaces, heirName) : null;
  if (!heir) await ensureNoImmutableTagsIn(actor, namespaces);
  const selection = { namespaces, team: team.id, ...(heir && { heir: heir.id }) };
  const place = { subject: team.name, teamId: team.id, namespaceId: null };
  const goes = await whatGoes(selection, heir?.name);
  return keepPlan(actor, { ...place, selection, ...goes });
}

export function ensureCanDelete(actor: Actor, { kind, ...namespace }: FoundNamespace): void {
  ensure(config.rules.deleteEnabled, "Deletion is disabled on this instance.");
  ensure(kind !== "global", "The global namespace can't be deleted.");
  const may = canDeleteNamespace(actor, { kind, ...namespace }, config.rules);
  ensure(may, "Only the owners of this namespace and admins may delete it. Ask one of them.");
  if (kind === "personal") throw new Invalid({ form: "Cannot remove personal namespace" });
}

export function ensureDeletableTeam(actor: Actor, team: FoundTeam): void {
  ensure(config.rules.deleteEnabled, "Deletion is disabled on this instance.");
  const may = canDeleteTeam(actor, team, config.rules);
  ensure(may, "Only the owners of this team and admins may delete it. Ask one of them.");
}

async function findHeir(actor: Actor, team: FoundTeam, namespaces: number[], name: string) {
  try {
    const heir = await findTeamByName(actor, name).catch(unknownTeam);
    if (heir.id === team.id)
      throw new Invalid({ form: "Choose another team than the one to delete." });
    for (const id of namespaces) ensureTransfer(actor, await findNamespace(actor, id), heir);
    return heir;
  } catch (error) {
    throw error instanceof Invalid ? new Invalid({ new_team: error.message }) : error;
  }
}
