import type { Actor } from "../accounts/current.ts";
import { type Happening, record } from "../audit.ts";
import { config } from "../config.ts";
import { type Tx, transaction, type Visibility } from "../db/client.ts";
import { ensure, Invalid } from "../errors.ts";
import { lockTeam } from "../teams/lock.ts";
import { type FoundTeam, findTeamByName } from "../teams/visible.ts";
import { unknownTeam } from "./create.ts";
import { type FoundNamespace, findNamespace } from "./list.ts";
import {
  canBecome,
  canChangeVisibility,
  canEditNamespace,
  canReceive,
  canTransfer,
} from "./management-policy.ts";

/** Writes what a namespace is for. */
export async function describeNamespace(
  actor: Actor,
  { id }: FoundNamespace,
  description: string,
): Promise<void> {
  await transaction(async (tx) => {
    const namespace = await lockNamespace(tx, actor, id);
    ensureEditable(actor, namespace);
    if (namespace.description === description) return;

    await tx.namespace.update({ where: { id }, data: { description } });
    await note(tx, actor, namespace, { key: "namespace.change_namespace_description" });
  });
}

/** Says who may see a namespace and pull from it. */
export async function changeVisibility(
  actor: Actor,
  { id }: FoundNamespace,
  visibility: Visibility,
): Promise<void> {
  await transaction(async (tx) => {
    const namespace = await lockNamespace(tx, actor, id);
    ensureBecoming(actor, namespace, visibility);
    if (namespace.visibility === visibility) return;

    await tx.namespace.update({ where: { id }, data: { visibility } });
    const details = { visibility, old: namespace.visibility };
    await note(tx, actor, namespace, { key: "namespace.change_visibility", details });
  });
}

/** Gives a namespace to another team. */
export async function transferNamespace(
  actor: Actor,
  namespace: FoundNamespace,
  teamName: string,
): Promise<void> {
  const { id: teamId } = await findReceiver(actor, namespace, teamName);

  await transaction(async (tx) => {
    const team = await lockTeam(tx, actor, teamId); // teams before namespaces, lest two transfers wait for each other
    const before = await lockNamespace(tx, actor, namespace.id);
    ensureTransfer(actor, before, team);
    if (before.teamId === team.id) return;

    await moveTo(tx, actor, before, team);
  });
}

/** Moves a namespace whose transfer was allowed, and notes it. */
export async function moveTo(
  tx: Tx,
  actor: Actor,
  namespace: FoundNamespace,
  team: FoundTeam,
): Promise<void> {
  await tx.namespace.update({ where: { id: namespace.id }, data: { teamId: team.id } });
  const details = { old: namespace.team.hidden ? "" : namespace.team.name, new: team.name };
  await note(
    tx,
    actor,
    { ...namespace, teamId: team.id },
    { key: "namespace.change_team", details },
  );
}

/** The team that a namespace is to go to, if the actor may send it there. */
export async function findReceiver(
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
    ownersOnly(config.rules.manageNamespace),
  );
}

export function ensureBecoming(
  actor: Actor,
  namespace: FoundNamespace,
  visibility: Visibility,
): void {
  const may = canChangeVisibility(actor, namespace, config.rules);
  ensure(may, ownersOnly(config.rules.changeVisibility));
  if (!canBecome(namespace, visibility))
    throw new Invalid({ visibility: "The global namespace can't be private." });
}

export function ensureTransfer(actor: Actor, namespace: FoundNamespace, team: FoundTeam): void {
  ensure(canTransfer(actor, namespace, config.rules), ownersOnly(config.rules.manageNamespace));
  if (!canReceive(actor, team))
    throw new Invalid({
      team: "You can give it only to a team that you own. Choose one of yours.",
    });
}

export async function lockNamespace(tx: Tx, actor: Actor, id: number): Promise<FoundNamespace> {
  await tx.$queryRaw`SELECT id FROM namespaces WHERE id = ${id} FOR UPDATE`;
  return findNamespace(actor, id, tx);
}

function ownersOnly(open: boolean): string {
  return open
    ? "Only the owners of this namespace and admins may change it. Ask one of them."
    : "Only admins change this here. Ask one of them.";
}

async function note(
  tx: Tx,
  actor: Actor,
  { id, name, registry, teamId }: FoundNamespace,
  happening: Pick<Happening, "key" | "details">,
): Promise<void> {
  const subject = name || registry.hostname;
  await record(tx, actor, {
    ...happening,
    subject,
    registryId: registry.id,
    teamId,
    namespaceId: id,
  });
}
