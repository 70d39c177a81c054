import type { Actor } from "../../identity/actor/actor.ts";
import { canManageRobot } from "../../identity/actor/policy.ts";
import { managedBy, managerFields } from "../../identity/actor/robot-managers.ts";
import { db } from "../../platform/db/client.ts";
import { knownRegistries } from "../../registry/known-registries.ts";
import { readReference } from "../../registry/resolve.ts";
import type { Outcome } from "./decision.ts";
import { knownPlaces, placeKey } from "./places.ts";

export interface DecisionFilters {
  outcome?: Outcome | "refusals" | undefined; // refusals: all but what was granted
  place?: Place | undefined;
  userId?: number | undefined; // -1: nobody
}

/** A repository, or a namespace with all that it has. */
export interface Place {
  registryId: number;
  namespace: string;
  repository?: string; // the full name
}

/** What a reader asks for, as texts. */
export interface DecisionQuestion {
  outcome?: Outcome | "refusals" | undefined;
  /** `web/app`, or `web/` for a namespace, with the host of its registry in front if it is not the default one. */
  repository?: string | undefined;
  user?: string | undefined;
}

const nobody = -1; // matches no row

/**
 * Filters that match only what a reader may see: admins see everything, owners what is about their repositories and
 * namespaces, and others what is about themselves or about robots that they manage.
 */
export async function filtersFor(
  reader: Actor,
  { outcome, repository, user }: DecisionQuestion,
): Promise<DecisionFilters> {
  const place = repository ? await placeNamed(repository) : undefined;
  if (place === null) return { userId: nobody };
  const seesAll = reader.admin || (place !== undefined && (await ownsPlace(reader, place)));
  return { outcome, place, userId: await userIdFor(reader, user, { seesAll }) };
}

async function userIdFor(
  reader: Actor,
  username: string | undefined,
  { seesAll }: { seesAll: boolean },
): Promise<number | undefined> {
  if (!username) return seesAll ? undefined : reader.id;
  const select = { id: true, robot: true, ...managerFields };
  const found = await db.user.findUnique({ where: { username: username.toLowerCase() }, select });
  if (!found) return nobody;
  const isOwn = found.id === reader.id || canManageRobot(reader, managedBy(found));
  return seesAll || isOwn ? found.id : nobody;
}

/** Null if its registry is not known. */
async function placeNamed(reference: string): Promise<Place | null> {
  const { hostname, fullName } = await readReference(reference);
  const registry = (await knownRegistries()).find((known) => known.hostname === hostname);
  if (!registry) return null;
  const slash = fullName.indexOf("/");
  const namespace = fullName.slice(0, Math.max(slash, 0));
  const isNamespace = fullName.endsWith("/") && slash === fullName.length - 1;
  const place = { registryId: registry.id, namespace };
  return isNamespace ? place : { ...place, repository: fullName };
}

async function ownsPlace(reader: Actor, place: Place): Promise<boolean> {
  const { registryId, namespace } = place;
  const name = { registryId, repository: place.repository ?? `${namespace}/` }; // a name that no repository has
  const places = await knownPlaces(reader, [name]);
  return places.get(placeKey(name))?.owned ?? false;
}
