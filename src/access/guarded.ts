import { db } from "../db/client.ts";
import { splitName } from "../namespaces/names.ts";
import type { Guarded, RepositoryRules } from "../namespaces/policy.ts";

/** A namespace with those of its repositories that have rules of their own, by full name. */
export interface GuardedNamespace extends Omit<Guarded, "repository"> {
  repositories: ReadonlyMap<string, RepositoryRules>;
}

const none = [] as const;
const roles = { select: { userId: true, role: true } } as const;

/** The namespace that a repository's name belongs to: its first component, or the global one when it has just one. */
export async function loadNamespaceOf(
  registryId: number,
  repository: string,
): Promise<GuardedNamespace | null> {
  const { namespace: name } = splitName(repository);
  const found = await db.namespace.findUnique({
    where: { registryId_name: { registryId, name } },
    select: {
      kind: true,
      visibility: true,
      team: { select: { memberships: roles } },
      repositories: {
        where: { OR: [{ visibility: { not: null } }, { members: { some: {} } }] },
        select: { fullName: true, visibility: true, members: roles },
      },
    },
  });
  if (!found) return null;

  const { team, repositories, ...namespace } = found;
  const byName = new Map(repositories.map((it) => [it.fullName, it]));
  return { ...namespace, members: team.memberships, repositories: byName };
}

/** What the policy judges when it is asked about one repository, whether it exists yet or not. */
export function repositoryIn(namespace: GuardedNamespace, fullName: string): Guarded {
  const { kind, visibility, members, repositories } = namespace;
  const repository = repositories.get(fullName) ?? { fullName, visibility: null, members: none };
  return { kind, visibility, members, repository };
}
