import { db, Prisma, type Tx } from "../../platform/db/client.ts";
import { splitName } from "../../registry/names.ts";
import type { Guarded, RepositoryRules } from "./policy.ts";

/** A namespace, and its repositories with their own visibility or members, by full name. */
export interface GuardedNamespace extends Omit<Guarded, "repository"> {
  repositories: ReadonlyMap<string, RepositoryRules>;
}

type Row = Omit<Guarded, "repository"> & { id: number; repositories: RepositoryRules[] };

/**
 * The namespace of a repository name: the global one if the name has no slash. It takes one statement, because clients
 * wait for it after each change of anyone's access.
 */
export async function loadNamespaceOf(
  registryId: number,
  repository: string,
  tx: Tx = db,
): Promise<GuardedNamespace | null> {
  const { namespace: name } = splitName(repository);
  const where = Prisma.sql`n.registry_id = ${registryId} AND n.name = ${name}`;
  const [found] = await load(tx, where);
  return found ? guarded(found) : null;
}

/** Several namespaces by their ids. */
export async function loadNamespaces(
  tx: Tx,
  ids: readonly number[],
): Promise<Map<number, GuardedNamespace>> {
  const rows = await load(tx, Prisma.sql`n.id = ANY (${ids}::int[])`);
  return new Map(rows.map((row) => [row.id, guarded(row)]));
}

function load(tx: Tx, where: Prisma.Sql): Promise<Row[]> {
  return tx.$queryRaw<Row[]>`
    SELECT n.id, n.kind, n.visibility, n.over_quota AS "overQuota",
      (SELECT coalesce(json_agg(json_build_object('userId', user_id, 'role', role)), '[]')
        FROM memberships WHERE team_id = n.team_id) AS members,
      (SELECT coalesce(json_agg(json_build_object('fullName', r.full_name, 'visibility', r.visibility, 'members',
          (SELECT coalesce(json_agg(json_build_object('userId', user_id, 'role', role)), '[]')
            FROM repository_memberships WHERE repository_id = r.id))), '[]')
        FROM repositories r WHERE r.namespace_id = n.id AND (r.visibility IS NOT NULL
          OR EXISTS (SELECT FROM repository_memberships WHERE repository_id = r.id))) AS repositories
    FROM namespaces n WHERE ${where}`;
}

function guarded({ id: _, ...row }: Row): GuardedNamespace {
  return { ...row, repositories: new Map(row.repositories.map((it) => [it.fullName, it])) };
}

/** What the policy needs about one repository, which need not exist yet. */
export function repositoryIn(namespace: GuardedNamespace, fullName: string): Guarded {
  const { kind, visibility, overQuota, members, repositories } = namespace;
  const repository = repositories.get(fullName) ?? { fullName, visibility: null, members: [] };
  return { kind, visibility, overQuota, members, repository };
}
