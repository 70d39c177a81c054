import { findRepository } from "../../catalogue/repositories/find.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { db } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { readReference } from "../../registry/resolve.ts";
import { visibleTo } from "../../tenancy/policy/visible.ts";
import { findTeamByName } from "../../tenancy/teams/find.ts";
import type { Filters } from "./filters.ts";
import type { ActivityQuery } from "./schemas.ts";

const day = 24 * 60 * 60 * 1000;

/** Turns names and days of a query into filters. Throws NotFound for names that the actor may not see. */
export async function resolveFilters(actor: Actor, query: ActivityQuery): Promise<Filters> {
  const { kind, person, from, to, mine, namespace, team, repository } = query;
  return {
    kind,
    person: person?.toLowerCase(),
    actorId: mine ? actor.id : undefined,
    from: from ? new Date(from) : undefined,
    until: to ? new Date(new Date(to).getTime() + day) : undefined,
    namespaceId: namespace && (await namespaceNamed(actor, namespace)),
    teamId: team && (await findTeamByName(actor, team)).id,
    repositoryId: repository && (await findRepository(actor, repository)).id,
  } as Filters; // the schema leaves out ""
}

/** Finds a namespace by name, with its registry's host unless that is the default one. */
async function namespaceNamed(actor: Actor, reference: string): Promise<number> {
  const { hostname, fullName: name } = await readReference(reference);
  const found = await db.namespace.findFirst({
    where: { AND: [{ name, registry: { hostname } }, visibleTo(actor)] },
    select: { id: true },
  });
  if (!found) throw new NotFound("namespace");
  return found.id;
}
