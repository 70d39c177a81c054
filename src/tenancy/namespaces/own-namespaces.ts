import type { Namespace, Registry, Tx, User } from "../../platform/db/client.ts";
import { firstFree, namespaceNameFrom } from "../../registry/names.ts";
import { createHiddenTeam } from "../teams/teams.ts";
import { reservedLike } from "./reservations.ts";
import { isReservedName, suggestsAuthority } from "./reserved-names.ts";

/** The namespace of top-level images. It is public and belongs to the admins. */
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

/**
 * A person's private namespace in a registry. Null if their user name can't be turned into a valid name. Accounts with a
 * name such as `library@` exist from before it was refused: they get `library0`.
 */
export async function createPersonalNamespace(
  tx: Tx,
  registry: Registry,
  owner: Pick<User, "id" | "username" | "admin">,
): Promise<Namespace | null> {
  const wanted = namespaceNameFrom(owner.username);
  if (!wanted) return null;

  const similar = await tx.namespace.findMany({
    where: { registryId: registry.id, name: { startsWith: wanted } },
    select: { name: true },
  });
  const reserved = await reservedLike({ registryId: registry.id, name: wanted }, tx);
  const forAdmins = isReservedName(wanted) || suggestsAuthority(wanted);
  const others = forAdmins && !owner.admin ? [wanted] : [];
  const taken = new Set([...similar.map((one) => one.name), ...reserved, ...others]);
  const name = firstFree(wanted, taken);
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
