import { record } from "../../history/record.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import {
  db,
  type Namespace,
  type Registry,
  type Role,
  type Tx,
  transaction,
  uniqueViolation,
} from "../../platform/db/client.ts";
import { escapeLike } from "../../platform/db/text.ts";
import { ensure, Invalid, NotFound } from "../../platform/errors.ts";
import { plural } from "../../platform/plural.ts";
import { nameProblem } from "../../registry/names.ts";
import { type FoundTeam, findTeamByName, teamsVisibleTo } from "../teams/find.ts";
import { canCreateNamespace, canNameNamespace, creatorRoles } from "../teams/policy.ts";
import { lockTeam } from "../teams/teams.ts";
import { reservedUntil } from "./reservations.ts";
import { isReservedName, suggestsAuthority } from "./reserved-names.ts";
import type { NamespaceInput } from "./schemas.ts";

export async function createNamespace(
  audit: ActorAudit,
  input: NamespaceInput,
): Promise<Namespace & { registry: Registry }> {
  const { name, visibility, description } = input;
  const team = await findTeamByName(audit.actor, input.team).catch(unknownTeam);
  const registry = await chooseRegistry(input.registry);

  return transaction(async (tx) => {
    ensureCanCreateNamespace(audit.actor, await lockTeam(tx, audit.actor, team.id));
    if (!canNameNamespace(audit.actor, nameOf(name))) throw new Invalid({ name: forAdmins });
    const place = { registryId: registry.id, teamId: team.id, kind: "team" as const };
    const namespace = await tx.namespace
      .create({ data: { name, visibility, description, ...place }, include: { registry: true } })
      .catch(nameTaken);
    await refuseReserved(tx, { registryId: registry.id, name });
    await record(tx, audit, {
      key: "namespace.create",
      subject: name,
      registryId: registry.id,
      teamId: team.id,
      namespaceId: namespace.id,
      details: { team: team.name, visibility },
    });
    return namespace;
  });
}

/** Why a new namespace can't have this name; null if it can. Names of namespaces that the person may not see are taken, too. */
export async function nameRefusal(
  actor: Actor,
  name: string,
  registryId?: number,
): Promise<string | null> {
  const problem = nameProblem(name);
  if (problem) return problem;
  if (!canNameNamespace(actor, nameOf(name))) return forAdmins;

  const registry = await chooseRegistry(registryId);
  const where = { registryId_name: { registryId: registry.id, name } };
  if (await db.namespace.findUnique({ where, select: { id: true } })) return taken;
  const until = await reservedUntil({ registryId: registry.id, name });
  return until && reservedFor(until);
}

/** The names of the first 50 teams in which an actor may create namespaces and whose name contains `q`. */
export async function teamsToCreateIn(actor: Actor, q = ""): Promise<string[]> {
  return teamNames(actor, { q, roles: creatorRoles(actor, config.rules) });
}

/** The same for teams to which an actor may transfer a namespace. */
export async function teamsToTransferTo(actor: Actor, q = ""): Promise<string[]> {
  return teamNames(actor, { q, roles: ["owner"] });
}

export function unknownTeam(error: unknown): never {
  throw error instanceof NotFound
    ? new Invalid({
        team: "There is no team with this name, or you don't have access. Check the spelling.",
      })
    : error;
}

function ensureCanCreateNamespace(actor: Actor, team: FoundTeam): void {
  const { createNamespace, pushPolicy } = config.rules;
  const why =
    createNamespace && pushPolicy === "allow-teams"
      ? "Only owners and contributors of this team and admins may create namespaces in it. Ask one of them."
      : "Only admins may create namespaces here. Ask an admin.";
  ensure(canCreateNamespace(actor, team, config.rules), why);
}

async function teamNames(
  actor: Actor,
  { q, roles }: { q: string; roles: Role[] },
): Promise<string[]> {
  const found = await db.team.findMany({
    where: {
      AND: teamsVisibleTo(actor),
      ...(q && { name: { contains: escapeLike(q), mode: "insensitive" } }),
      ...(!actor.admin && { memberships: { some: { userId: actor.id, role: { in: roles } } } }),
    },
    select: { name: true },
    orderBy: { name: "asc" },
    take: 50,
  });
  return found.map(({ name }) => name);
}

async function chooseRegistry(id?: number): Promise<Registry> {
  const found = await db.registry.findFirst({
    ...(id !== undefined && { where: { id } }),
    orderBy: { id: "asc" },
  });
  if (!found)
    throw new Invalid({ registry: "There is no such registry. Choose one from the list." });
  return found;
}

/** Runs after the insert, which waits for a concurrent deletion to commit its reservation. */
async function refuseReserved(tx: Tx, name: { registryId: number; name: string }): Promise<void> {
  const until = await reservedUntil(name, tx);
  if (until) throw new Invalid({ name: reservedFor(until) });
}

const nameOf = (name: string) => ({ special: isReservedName(name) || suggestsAuthority(name) });
const forAdmins = "This name is reserved. Choose a different one, or ask an admin.";
const taken = "This name is taken. Choose a different one.";

function reservedFor(until: Date): string {
  const minutes = Math.max(1, Math.ceil((until.getTime() - Date.now()) / 60_000));
  return `A namespace with this name was deleted recently, and clients may still have tokens for it. The name is available again in ${plural(minutes, "minute")}.`;
}

function nameTaken(error: unknown): never {
  throw uniqueViolation(error) ? new Invalid({ name: taken }) : error;
}
