import type { Tx } from "../../../platform/db/client.ts";
import { splitName } from "../../../registry/names.ts";
import { loadDeletions, loadManifests, loadTags } from "./load-images.ts";
import { loadExpectedMoves, loadMoves } from "./load-moves.ts";
import { newRepository, type Place, type RepositoryState } from "./state.ts";
import { wholeRepository } from "./tombstones.ts";
import { distinct, time, type Wanted, type WantedAt } from "./wanted.ts";

/** Repositories by `placeKey`. */
export type Places = Map<string, Place>;

/** The same name in two registries means two repositories. */
export const placeKey = (namespaceId: number, fullName: string) => `${namespaceId}:${fullName}`;

/** Loads what the events need of their repositories: a few queries, however many events and repositories there are. */
export async function loadPlaces(tx: Tx, wanted: readonly Wanted[]): Promise<Places> {
  const places = await loadRepositories(tx, wanted);
  if (places.size === 0) return places;
  const known = new Map<number, RepositoryState>();
  for (const { repository } of places.values())
    if (repository?.id) known.set(repository.id, repository);
  const located = wanted.map((it) => ({ ...it, place: placeOf(places, it) }));

  await loadTombstones(tx, located);
  if (known.size === 0) return places;
  await loadManifests(tx, known, located);
  await loadTags(tx, known, located);
  await loadMoves(tx, known, located);
  await loadExpectedMoves(tx, known);
  await loadDeletions(tx, known, located);
  return places;
}

export function placeOf(
  places: Places,
  { namespace, repository }: Pick<Wanted, "namespace" | "repository">,
): Place {
  const place = places.get(placeKey(namespace.id, repository));
  if (!place) throw new Error(`${repository} was not loaded`);
  return place;
}

async function loadRepositories(tx: Tx, wanted: readonly Wanted[]): Promise<Places> {
  const places: Places = new Map();
  for (const { namespace, repository } of wanted)
    places.set(placeKey(namespace.id, repository), newPlace(namespace, repository));
  const asked = [...places.values()];
  const rows = await tx.$queryRaw<RepositoryRow[]>`
    SELECT (asked.nth - 1)::int AS nth, r.id, ${time("r.pushed_at")} AS "pushedAt", r.pushed_by AS "pushedBy",
      r.visibility IS NOT NULL OR cardinality(r.immutable_tags) > 0
        OR EXISTS (SELECT FROM repository_memberships WHERE repository_id = r.id) AS "hasRules",
      coalesce(r.immutable_tags, '{}') AS patterns, coalesce(n.immutable_tags, '{}') AS "namespacePatterns",
      ${time("greatest(r.immutable_since, n.immutable_since)")} AS since
    FROM unnest(${asked.map(({ namespace }) => namespace.id)}::int[],
      ${asked.map(({ fullName }) => splitName(fullName).name)}::text[]) WITH ORDINALITY AS asked (namespace_id, name, nth)
    JOIN namespaces n ON n.id = asked.namespace_id
    LEFT JOIN repositories r ON r.namespace_id = n.id AND r.name = asked.name`;
  for (const row of rows) {
    const place = asked[row.nth];
    if (!place) continue;
    place.patterns = { namespace: row.namespacePatterns, repository: row.patterns };
    place.immutableSince = row.since;
    if (row.id === null) continue;
    const { id, pushedAt, pushedBy, hasRules } = row;
    place.repository = { ...newRepository(pushedAt, pushedBy), id, hasRules, isChanged: false };
  }
  return places;
}

interface RepositoryRow {
  nth: number;
  id: number | null; // null: the catalogue has only its namespace
  pushedAt: string;
  pushedBy: string;
  hasRules: boolean;
  patterns: string[];
  namespacePatterns: string[];
  since: string | null;
}

function newPlace(namespace: Place["namespace"], fullName: string): Place {
  return {
    namespace,
    fullName,
    patterns: { namespace: [], repository: [] },
    immutableSince: null,
    tombstones: new Map(),
    newTombstones: new Set(),
    repository: null,
    deletedIds: [],
  };
}

async function loadTombstones(tx: Tx, wanted: readonly WantedAt[]): Promise<void> {
  const asked = distinct(
    wanted.flatMap(({ place, digest, tag }) =>
      [wholeRepository, digest, tag].flatMap((reference) =>
        reference === undefined ? [] : [{ place, reference }],
      ),
    ),
    ({ place, reference }) => `${place.namespace.id}:${place.fullName}:${reference}`,
  );
  const rows = await tx.$queryRaw<{ nth: number; at: string }[]>`
    SELECT (asked.nth - 1)::int AS nth, ${time("t.deleted_at")} AS at
    FROM unnest(${asked.map(({ place }) => place.namespace.registryId)}::int[],
      ${asked.map(({ place }) => place.fullName)}::text[], ${asked.map(({ reference }) => reference)}::text[])
      WITH ORDINALITY AS asked (registry_id, repository, reference, nth)
    JOIN tombstones t USING (registry_id, repository, reference)`;
  for (const { nth, at } of rows) {
    const it = asked[nth];
    it?.place.tombstones.set(it.reference, at);
  }
}
