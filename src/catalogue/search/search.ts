import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { db, Prisma, type Visibility } from "../../platform/db/client.ts";
import { escapeLike } from "../../platform/db/text.ts";
import type { Located } from "../../platform/reference.ts";
import { namespaceVisibleTo, repositoryVisibleTo } from "../../tenancy/policy/visible.ts";
import { teamVisibleTo } from "../../tenancy/teams/find.ts";
import { containing, type Matching, similarTo } from "./matching.ts";
import { parseQuery } from "./query.ts";

export interface Matches<T> {
  rows: T[];
  count: number;
}

export interface RepositoryMatch extends Located {
  id: number;
  visibility: Visibility;
  tagsCount: number;
}

export interface TagMatch extends Located {
  id: number;
  name: string;
  pushedAt: Date;
}

export interface NamespaceMatch {
  id: number;
  name: string;
  visibility: Visibility;
  registry: { hostname: string };
}
export type TeamMatch = { id: number; name: string; members: number };

export interface Results {
  repositories: Matches<RepositoryMatch>;
  tags: Matches<TagMatch>;
  namespaces: Matches<NamespaceMatch>;
  teams: Matches<TeamMatch>;
}

interface Search {
  actor: Actor | null;
  tag: string | null;
  size: number;
}

/** Searches everything that the actor may see: names that contain the query, or similar ones if there are none. */
export async function search(actor: Actor | null, typed: string, size: number): Promise<Results> {
  const { host, externalHost } = config.registry;
  const { name, tag } = parseQuery(typed, externalHost ? [host, externalHost] : [host]);
  if (!name) return { repositories: none(), tags: none(), namespaces: none(), teams: none() };

  const wanted = { actor, tag, size };
  const results = await findAll(wanted, containing(name));
  if (Object.values(results).some(({ count }) => count > 0)) return results;
  const like = await similarTo(name);
  return like ? findAll(wanted, like) : results;
}

async function findAll({ actor, tag, size }: Search, by: Matching): Promise<Results> {
  const asked = { actor, by, size };
  const [repositories, tags, namespaces, teams] = await Promise.all([
    findRepositories(asked),
    tag ? findTags(asked, tag) : none<TagMatch>(),
    findNamespaces(asked),
    actor ? findTeams({ ...asked, actor }) : none<TeamMatch>(),
  ]);
  return { repositories, tags, namespaces, teams };
}

interface MatchQuery {
  actor: Actor | null;
  by: Matching;
  size: number;
}

const fullName = Prisma.sql`repositories.full_name`;
const registry = Prisma.sql`(SELECT json_build_object('hostname', hostname)
  FROM registries WHERE registries.id = namespaces.registry_id)`;
const located = Prisma.sql`repositories.full_name AS "fullName",
  json_build_object('registry', ${registry}) AS namespace`;

function findRepositories({ actor, by, size }: MatchQuery) {
  return matchesOf<RepositoryMatch>(db.$queryRaw`
    SELECT repositories.id, ${located}, repositories.tags_count AS "tagsCount",
      least(repositories.visibility, namespaces.visibility) AS visibility, count(*) OVER ()::int AS count
    FROM repositories JOIN namespaces ON namespaces.id = repositories.namespace_id
    WHERE ${by.matches(fullName)} AND ${repositoryVisibleTo(actor)}
    ORDER BY ${by.rank(fullName)}, repositories.id LIMIT ${size}`);
}

/** Tags of matching repositories: the exact tag first, then tags that start with it. Relies on the index tags_search. */
function findTags({ actor, by, size }: MatchQuery, tag: string) {
  const begins = `${escapeLike(tag)}%`;
  return matchesOf<TagMatch>(db.$queryRaw`
    SELECT tags.id, tags.name, ${located}, tags.pushed_at AS "pushedAt",
      count(*) OVER ()::int AS count
    FROM repositories JOIN namespaces ON namespaces.id = repositories.namespace_id
      JOIN tags ON tags.repository_id = repositories.id
    WHERE ${by.matches(fullName)} AND ${repositoryVisibleTo(actor)} AND tags.name COLLATE "C" LIKE ${begins}
    ORDER BY tags.name <> ${tag}, ${by.rank(fullName)}, tags.pushed_at DESC, tags.id LIMIT ${size}`);
}

function findNamespaces({ actor, by, size }: MatchQuery) {
  const name = Prisma.sql`namespaces.name`;
  return matchesOf<NamespaceMatch>(db.$queryRaw`
    SELECT namespaces.id, namespaces.name, namespaces.visibility, ${registry} AS registry,
      count(*) OVER ()::int AS count
    FROM namespaces
    WHERE namespaces.name <> '' AND ${by.matches(name)} AND ${namespaceVisibleTo(actor)}
    ORDER BY ${by.rank(name)}, namespaces.id LIMIT ${size}`);
}

function findTeams({ actor, by, size }: MatchQuery & { actor: Actor }) {
  const name = Prisma.sql`teams.name`;
  return matchesOf<TeamMatch>(db.$queryRaw`
    SELECT teams.id, teams.name, count(*) OVER ()::int AS count,
      (SELECT count(*)::int FROM memberships WHERE memberships.team_id = teams.id) AS members
    FROM teams
    WHERE ${by.matches(name)} AND ${teamVisibleTo(actor)}
    ORDER BY ${by.rank(Prisma.sql`lower(${name})`)}, teams.id LIMIT ${size}`);
}

async function matchesOf<T>(query: Promise<(T & { count: number })[]>): Promise<Matches<T>> {
  const rows = await query;
  return { count: rows[0]?.count ?? 0, rows };
}

function none<T>(): Matches<T> {
  return { rows: [], count: 0 };
}
