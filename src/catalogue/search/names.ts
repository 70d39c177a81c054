import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma, type Visibility } from "../../platform/db/client.ts";
import type { Located } from "../../platform/reference.ts";
import { namespaceVisibleTo, repositoryVisibleTo } from "../../tenancy/policy/visible.ts";
import { teamVisibleTo } from "../../tenancy/teams/find.ts";
import {
  fullName,
  located,
  type MatchQuery,
  matchesOf,
  registryOf,
  visibilityOf,
} from "./matches.ts";

export interface RepositoryMatch extends Located {
  id: number;
  visibility: Visibility;
  tagsCount: number;
}

export interface NamespaceMatch {
  id: number;
  name: string;
  visibility: Visibility;
  registry: { hostname: string };
}

export type TeamMatch = { id: number; name: string; members: number };

export function findRepositories({ actor, by, size }: MatchQuery) {
  return matchesOf<RepositoryMatch>(db.$queryRaw`
    SELECT repositories.id, ${located}, repositories.tags_count AS "tagsCount",
      ${visibilityOf} AS visibility, count(*) OVER ()::int AS count
    FROM repositories JOIN namespaces ON namespaces.id = repositories.namespace_id
    WHERE ${by.matches(fullName)} AND ${repositoryVisibleTo(actor)}
    ORDER BY ${by.rank(fullName)}, repositories.id LIMIT ${size}`);
}

export function findNamespaces({ actor, by, size }: MatchQuery) {
  const name = Prisma.sql`namespaces.name`;
  return matchesOf<NamespaceMatch>(db.$queryRaw`
    SELECT namespaces.id, namespaces.name, namespaces.visibility, ${registryOf} AS registry,
      count(*) OVER ()::int AS count
    FROM namespaces
    WHERE namespaces.name <> '' AND ${by.matches(name)} AND ${namespaceVisibleTo(actor)}
    ORDER BY ${by.rank(name)}, namespaces.id LIMIT ${size}`);
}

export function findTeams({ actor, by, size }: MatchQuery & { actor: Actor }) {
  const name = Prisma.sql`teams.name`;
  return matchesOf<TeamMatch>(db.$queryRaw`
    SELECT teams.id, teams.name, count(*) OVER ()::int AS count,
      (SELECT count(*)::int FROM memberships WHERE memberships.team_id = teams.id) AS members
    FROM teams
    WHERE ${by.matches(name)} AND ${teamVisibleTo(actor)}
    ORDER BY ${by.rank(Prisma.sql`lower(${name})`)}, teams.id LIMIT ${size}`);
}
