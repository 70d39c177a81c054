import { findRepositoryById, guardedBy } from "../../catalogue/repositories/find.ts";
import { repositoryTabs } from "../../catalogue/repositories/tabs.ts";
import type { Entry } from "../../catalogue/search/categories.ts";
import { none } from "../../catalogue/search/matches.ts";
import { containing } from "../../catalogue/search/matching.ts";
import { findNamespaces, findRepositories, findTeams } from "../../catalogue/search/names.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { paths } from "../../platform/paths/paths.ts";
import { namespaceReference, referenceOf } from "../../platform/reference.ts";
import { findNamespace } from "../../tenancy/namespaces/find.ts";
import { namespaceHead } from "../../tenancy/namespaces/tabs.ts";
import { canDeleteImages } from "../../tenancy/policy/deletion.ts";
import { findTeam } from "../../tenancy/teams/find.ts";
import { canManageMembers } from "../../tenancy/teams/policy.ts";
import { teamHead } from "../../tenancy/teams/tabs.ts";
import { isAdding, isTabMeant, kindsOf, type PlaceKind, readCommands } from "./command-words.ts";

/** The pages of a namespace, repository or team that are meant, such as "webhooks of web"; of one's own without a name. */
export async function findPlacePages(
  actor: Actor | null,
  words: readonly string[],
): Promise<Entry[]> {
  if (!actor) return [];
  for (const { verb, object } of readCommands(words)) {
    const places = object
      ? await placesNamed(actor, object, kindsOf(verb))
      : await ownPlaces(actor);
    const entries = places.flatMap((place) => pagesMeant(place, verb));
    if (entries.length > 0) return entries;
  }
  return [];
}

interface PlaceOf {
  name: string;
  tabs: readonly { label: string; href: string }[];
  /** Where members are added, if the actor may. */
  members?: string | undefined;
}

function pagesMeant({ name, tabs, members }: PlaceOf, verb: readonly string[]): Entry[] {
  const adding =
    members && isAdding(verb) ? [{ label: `Add member to ${name}`, href: members }] : [];
  const meant = tabs.filter(({ label }) => isTabMeant(verb, label));
  return [...adding, ...meant.map(({ label, href }) => ({ label: `${label} of ${name}`, href }))];
}

const perKind = 3; // places of each kind

async function placesNamed(
  actor: Actor,
  name: string,
  kinds: ReadonlySet<PlaceKind>,
): Promise<PlaceOf[]> {
  const asked = { actor, by: containing(name), size: perKind };
  const found = await Promise.all([
    kinds.has("namespace") ? findNamespaces(asked) : none<{ id: number }>(),
    kinds.has("team") ? findTeams(asked) : none<{ id: number }>(),
    kinds.has("repository") ? findRepositories(asked) : none<{ id: number }>(),
  ]);
  const [namespaces, teams, repositories] = found.map(({ rows }) => rows.map(({ id }) => id));
  return Promise.all([
    ...(namespaces ?? []).map((id) => namespacePlace(actor, id)),
    ...(teams ?? []).map((id) => teamPlace(actor, id)),
    ...(repositories ?? []).map((id) => repositoryPlace(actor, id)),
  ]);
}

/** The newest namespaces of the actor's teams. */
async function ownPlaces(actor: Actor): Promise<PlaceOf[]> {
  const own = await db.namespace.findMany({
    where: { team: { memberships: { some: { userId: actor.id } } } },
    orderBy: { id: "desc" },
    select: { id: true },
    take: perKind,
  });
  return Promise.all(own.map(({ id }) => namespacePlace(actor, id)));
}

async function namespacePlace(actor: Actor, id: number): Promise<PlaceOf> {
  const namespace = await findNamespace(actor, id);
  const { tabs } = namespaceHead(namespace, actor, "");
  const { hidden } = namespace.team;
  const members =
    canManageMembers(actor, { ...namespace, hidden }) && paths.namespaceMembers(namespace);
  return {
    name: namespaceReference(namespace),
    tabs: tabs?.items ?? [],
    members: members || undefined,
  };
}

async function teamPlace(actor: Actor, id: number): Promise<PlaceOf> {
  const team = await findTeam(actor, id);
  const { tabs } = teamHead(team, actor, "");
  const members = canManageMembers(actor, team) ? paths.team(team) : undefined;
  const only = [{ label: "Members", href: paths.team(team) }];
  return { name: team.name, tabs: tabs?.items ?? only, members };
}

async function repositoryPlace(actor: Actor, id: number): Promise<PlaceOf> {
  const repository = await findRepositoryById(actor, id);
  const tabs = repositoryTabs(repository, actor, "Tags")?.items ?? [];
  const retention = canDeleteImages(actor, guardedBy(repository), config.rules)
    ? [{ label: "Retention", href: paths.retention(repository) }]
    : [];
  return { name: referenceOf(repository), tabs: [...tabs, ...retention] };
}
