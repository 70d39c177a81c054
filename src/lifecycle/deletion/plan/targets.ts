import type { Actor } from "../../../identity/actor/actor.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import { canGiveAccess } from "../../../identity/actor/policy.ts";
import { config } from "../../../platform/config/config.ts";
import type { DeletionPlan } from "../../../platform/db/client.ts";
import { ensure, Invalid } from "../../../platform/errors.ts";
import { ensureTransfer } from "../../../tenancy/namespaces/change.ts";
import { unknownTeam } from "../../../tenancy/namespaces/create.ts";
import { type FoundNamespace, findNamespace } from "../../../tenancy/namespaces/find.ts";
import { canDeleteNamespace } from "../../../tenancy/policy/management.ts";
import { type FoundTeam, findTeamByName } from "../../../tenancy/teams/find.ts";
import { canDeleteTeam } from "../../../tenancy/teams/policy.ts";
import { ensureNoImmutableTagsIn } from "../../immutable/guard.ts";
import { type Draft, storePlan } from "./plan.ts";
import type { Target } from "./selection.ts";
import { summaryOfTarget } from "./summary.ts";
import { contentsOfTarget, namespaceIdsOf } from "./target-contents.ts";

export async function planNamespace(
  audit: ActorAudit,
  namespace: FoundNamespace,
): Promise<DeletionPlan> {
  const { actor } = audit;
  ensureCanDeleteNamespace(actor, namespace);
  const { id, name: subject, teamId, registryId, visibility } = namespace;
  await ensureNoImmutableTagsIn(actor, [id]);
  const selection = { namespaces: [id] };
  const place = { subject, teamId, namespaceId: id, registryId, visibility };
  return storeTarget(audit, { ...place, kind: "namespace", selection }, null);
}

/** Stores what is deleted with a team: its namespaces too, unless another team receives them. */
export async function planTeam(
  audit: ActorAudit,
  team: FoundTeam,
  receivingName: string | undefined,
): Promise<DeletionPlan> {
  const { actor } = audit;
  ensureCanDeleteTeam(actor, team);
  const namespaces = await namespaceIdsOf(team.id);
  const receivingTeam = receivingName
    ? await findReceivingTeam(actor, team, namespaces, receivingName)
    : null;
  if (!receivingTeam) await ensureNoImmutableTagsIn(actor, namespaces);
  const selection = {
    namespaces,
    team: team.id,
    ...(receivingTeam && { receivingTeam: receivingTeam.id }),
  };
  const place = { subject: team.name, teamId: team.id, namespaceId: null };
  const receiver = receivingTeam?.name ?? null;
  return storeTarget(audit, { ...place, kind: "team", selection }, receiver);
}

async function storeTarget(
  audit: ActorAudit,
  draft: Omit<Draft, "summary" | "contents" | "fingerprint"> & { selection: Target },
  receivingTeam: string | null,
): Promise<DeletionPlan> {
  const found = await contentsOfTarget(draft.selection, receivingTeam);
  const summary = summaryOfTarget(receivingTeam === null ? found.contents.namespaces : []);
  return storePlan(audit, { ...draft, ...found, summary });
}

export function ensureCanDeleteNamespace(
  actor: Actor,
  { kind, ...namespace }: FoundNamespace,
): void {
  ensure(config.rules.deleteEnabled, "Deletion is disabled on this instance.");
  ensure(kind !== "global", "The global namespace can't be deleted.");
  const may = canDeleteNamespace(actor, { kind, ...namespace }, config.rules);
  ensure(may, whoMayDelete("namespace"));
  if (kind === "personal") throw new Invalid({ form: cannotRemovePersonal });
}

const cannotRemovePersonal = "Cannot remove personal namespace"; // SUSE Portus's words, which clients match

export function ensureCanDeleteTeam(actor: Actor, team: FoundTeam): void {
  ensure(config.rules.deleteEnabled, "Deletion is disabled on this instance.");
  const may = canDeleteTeam(actor, team, config.rules);
  ensure(may, whoMayDelete("team"));
}

function whoMayDelete(thing: "namespace" | "team"): string {
  const members = config.rules.deleteByContributors ? "owners and contributors" : "owners";
  return `Only the ${members} of this ${thing} and admins may delete it. Ask one of them.`;
}

async function findReceivingTeam(
  actor: Actor,
  team: FoundTeam,
  namespaces: number[],
  name: string,
) {
  ensure(canGiveAccess(actor), "Limited or expiring tokens can't transfer namespaces.");
  try {
    const receivingTeam = await findTeamByName(actor, name).catch(unknownTeam);
    if (receivingTeam.id === team.id)
      throw new Invalid({ form: "Choose a team other than the one you delete." });
    for (const id of namespaces)
      ensureTransfer(actor, await findNamespace(actor, id), receivingTeam);
    return receivingTeam;
  } catch (error) {
    throw error instanceof Invalid ? new Invalid({ new_team: error.message }) : error;
  }
}
