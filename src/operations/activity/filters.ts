import { Prisma } from "../../platform/db/client.ts";
import { signIns } from "../../tenancy/policy/visible-entries.ts";

export interface Filters {
  kind?: Kind | undefined;
  /** Only entries with this key. */
  key?: string | undefined;
  /** The actor's name at the time. */
  person?: string | undefined;
  actorId?: number | undefined;
  from?: Date | undefined;
  /** The end of the period, exclusive. */
  until?: Date | undefined;
  namespaceId?: number | undefined;
  teamId?: number | undefined;
  repositoryId?: number | undefined;
  /** Only entries with this id or a newer one. */
  sinceId?: bigint | undefined;
}

/** The kinds of entries that people can filter by, with the prefixes of their keys. */
export const kinds = {
  pushes: ["repository.push"],
  deletions: ["repository.delete", "tag.delete", "manifest.delete"],
  repositories: ["repository.", "tag.", "manifest.", "comment."],
  access: [
    "repository.change_visibility",
    "repository.add_member",
    "repository.change_member_role",
    "repository.remove_member",
  ],
  comments: ["comment."],
  namespaces: ["namespace."],
  teams: ["team."],
  people: ["user."],
  tokens: ["application_token.", "signed_in_client.", "session."],
  registries: ["registry."],
  webhooks: ["webhook."],
  "sign-ins": signIns,
} as const satisfies Record<string, readonly string[]>;

export type Kind = keyof typeof kinds;

export function matching(filters: Filters): Prisma.Sql {
  const { kind, key, person, actorId, from, until, namespaceId, teamId, repositoryId } = filters;
  const all = [Prisma.sql`TRUE`];
  if (kind) all.push(ofKind(kind));
  if (key) all.push(Prisma.sql`activities.key BETWEEN ${key} AND ${key}`);
  if (person) all.push(by(person));
  if (actorId) all.push(Prisma.sql`activities.actor_id = ${actorId}`);
  if (from) all.push(Prisma.sql`activities.at >= ${from}`);
  if (until) all.push(Prisma.sql`activities.at < ${until}`);
  if (namespaceId) all.push(Prisma.sql`activities.namespace_id = ${namespaceId}`);
  if (teamId) all.push(Prisma.sql`activities.team_id = ${teamId}`);
  if (repositoryId) all.push(Prisma.sql`activities.repository_id = ${repositoryId}`);
  if (filters.sinceId) all.push(Prisma.sql`activities.id >= ${filters.sinceId}`);
  return Prisma.join(all, " AND ");
}

function ofKind(kind: Kind): Prisma.Sql {
  const patterns = kinds[kind].map((start) => (start.endsWith(".") ? `${start}%` : start));
  return Prisma.sql`activities.key LIKE ANY (${patterns}::text[])`;
}

/** Failed sign-ins count as entries of the person whose name was used. */
function by(person: string): Prisma.Sql {
  return Prisma.sql`(activities.actor_name = ${person}
    OR (activities.key = 'user.failed_sign_in' AND activities.subject = ${person}))`;
}
