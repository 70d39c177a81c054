import { type AuditEntry, record } from "../../history/record.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import { type Tx, transaction, type Visibility } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import {
  canChangeVisibility,
  canEditNamespace,
  canHaveVisibility,
  canReceive,
  canTransfer,
} from "../policy/management.ts";
import { type FoundTeam, findTeamByName } from "../teams/find.ts";
import { lockTeam } from "../teams/teams.ts";
import { unknownTeam } from "./create.ts";
import { type FoundNamespace, findNamespace } from "./find.ts";

/** The changes of a namespace; omitted fields stay. */
export interface Changes {
  description?: string | undefined;
  visibility?: Visibility | undefined;
  /** Another team, by name. */
  team?: string | undefined;
}

export async function changeNamespace(
  audit: ActorAudit,
  namespace: FoundNamespace,
  { description, visibility, team }: Changes,
): Promise<void> {
  const receiver =
    team === undefined ? null : await findReceivingTeam(audit.actor, namespace, team);

  await transaction(async (tx) => {
    const to = receiver && (await lockTeam(tx, audit.actor, receiver.id)); // teams before namespaces, so that two transfers cannot deadlock
    const before = await lockNamespace(tx, audit.actor, namespace.id);
    if (description !== undefined) await changeDescription(tx, audit, before, description);
    if (visibility !== undefined) await changeVisibility(tx, audit, before, visibility);
    if (to) await transfer(tx, audit, before, to);
  });
}

async function changeDescription(
  tx: Tx,
  audit: ActorAudit,
  namespace: FoundNamespace,
  description: string,
) {
  ensureEditable(audit.actor, namespace);
  if (namespace.description === description) return;

  await tx.namespace.update({ where: { id: namespace.id }, data: { description } });
  await note(tx, audit, namespace, { key: "namespace.change_namespace_description" });
}

async function changeVisibility(
  tx: Tx,
  audit: ActorAudit,
  namespace: FoundNamespace,
  visibility: Visibility,
) {
  ensureVisibilityChange(audit.actor, namespace, visibility);
  if (namespace.visibility === visibility) return;

  await tx.namespace.update({ where: { id: namespace.id }, data: { visibility } });
  const details = { visibility, old: namespace.visibility };
  await note(tx, audit, namespace, { key: "namespace.change_visibility", details });
}

async function transfer(tx: Tx, audit: ActorAudit, namespace: FoundNamespace, team: FoundTeam) {
  ensureTransfer(audit.actor, namespace, team);
  if (namespace.teamId !== team.id) await moveToTeam(tx, audit, namespace, team);
}

/** Moves a namespace to another team. The caller has checked that this is allowed. */
export async function moveToTeam(
  tx: Tx,
  audit: ActorAudit,
  namespace: FoundNamespace,
  team: FoundTeam,
): Promise<void> {
  await tx.namespace.update({ where: { id: namespace.id }, data: { teamId: team.id } });
  const { id: oldTeamId, hidden, name } = namespace.team;
  const details = { old: hidden ? "" : name, oldTeamId, new: team.name };
  await note(
    tx,
    audit,
    { ...namespace, teamId: team.id },
    { key: "namespace.change_team", details },
  );
}

/** The team with this name, if the actor may transfer the namespace to it. */
export async function findReceivingTeam(
  actor: Actor,
  namespace: FoundNamespace,
  name: string,
): Promise<FoundTeam> {
  const team = await findTeamByName(actor, name).catch(unknownTeam);
  ensureTransfer(actor, namespace, team);
  return team;
}

export function ensureEditable(actor: Actor, namespace: FoundNamespace): void {
  ensure(
    canEditNamespace(actor, namespace, config.rules),
    refusal({ ownersMay: config.rules.manageNamespace }),
  );
}

export function ensureVisibilityChange(
  actor: Actor,
  namespace: FoundNamespace,
  visibility: Visibility,
): void {
  const allowed = canChangeVisibility(actor, namespace, config.rules);
  ensure(allowed, refusal({ ownersMay: config.rules.changeVisibility }));
  if (!canHaveVisibility(namespace, visibility))
    throw new Invalid({ visibility: "The global namespace can't be private." });
}

export function ensureTransfer(actor: Actor, namespace: FoundNamespace, team: FoundTeam): void {
  ensure(
    canTransfer(actor, namespace, config.rules),
    refusal({ ownersMay: config.rules.manageNamespace }),
  );
  if (!canReceive(actor, team))
    throw new Invalid({
      team: "You can transfer it only to a team that you own. Choose one of yours.",
    });
}

export async function lockNamespace(tx: Tx, actor: Actor, id: number): Promise<FoundNamespace> {
  await tx.$queryRaw`SELECT id FROM namespaces WHERE id = ${id} FOR UPDATE`;
  return findNamespace(actor, id, tx);
}

function refusal({ ownersMay }: { ownersMay: boolean }): string {
  return ownersMay
    ? "Only the owners of this namespace and admins may change it. Ask one of them."
    : "Only admins may change this here. Ask an admin.";
}

async function note(
  tx: Tx,
  audit: ActorAudit,
  { id, name, registry, teamId }: FoundNamespace,
  happening: Pick<AuditEntry, "key" | "details">,
): Promise<void> {
  const subject = name || registry.hostname;
  await record(tx, audit, {
    ...happening,
    subject,
    registryId: registry.id,
    teamId,
    namespaceId: id,
  });
}
