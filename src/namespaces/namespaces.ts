import { db, type Namespace, type Registry, type Tx, type User } from "../db/client.ts";
import { createHiddenTeam } from "../teams/hidden.ts";
import { firstFree, namespaceNameFrom, splitName } from "./names.ts";
import type { Guarded } from "./policy.ts";

/** A namespace with all that its policy needs to know. */
export type GuardedNamespace = Namespace & Guarded;

/** The namespace that a repository's name belongs to: its first component, or the global one when it has just one. */
export async function findNamespaceOf(
  registryId: number,
  repository: string,
): Promise<GuardedNamespace | null> {
  const { namespace: name } = splitName(repository);
  const found = await db.namespace.findUnique({
    where: { registryId_name: { registryId, name } },
    include: { team: { select: { memberships: { select: { userId: true, role: true } } } } },
  });
  if (!found) return null;

  const { team, ...namespace } = found;
  return { ...namespace, members: team.memberships };
}

/** The one namespace of names without a slash: public, owned by the admins. */
export async function ensureGlobalNamespace(tx: Tx, registry: Registry): Promise<Namespace> {
  const existing = await tx.namespace.findUnique({
    where: { registryId_name: { registryId: registry.id, name: "" } },
  });
  if (existing) return existing;

  const admins = await tx.user.findMany({ where: { admin: true }, select: { id: true } });
  const owners = admins.map(({ id }) => id);
  const team = await createHiddenTeam(tx, `global/${registry.hostname}`, owners);
  return tx.namespace.create({
    data: {
      registryId: registry.id,
      name: "",
      kind: "global",
      visibility: "public",
      description: `Images of ${registry.hostname} whose name has no slash.`,
      teamId: team.id,
    },
  });
}

/** A person's own namespace, private, in a registry. Null if no valid name can be made of theirs. */
export async function createPersonalNamespace(
  tx: Tx,
  registry: Registry,
  owner: Pick<User, "id" | "username">,
): Promise<Namespace | null> {
  const wanted = namespaceNameFrom(owner.username);
  if (!wanted) return null;

  const similar = await tx.namespace.findMany({
    where: { registryId: registry.id, name: { startsWith: wanted } },
    select: { name: true },
  });
  const name = firstFree(wanted, new Set(similar.map((namespace) => namespace.name)));
  const team = await createHiddenTeam(tx, `personal/${registry.hostname}/${name}`, [owner.id]);
  return tx.namespace.create({
    data: {
      registryId: registry.id,
      name,
      kind: "personal",
      visibility: "private",
      description: `The personal namespace of ${owner.username}.`,
      teamId: team.id,
      ownerId: owner.id,
    },
  });
}
