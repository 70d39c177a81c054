import { ScimError } from "../../identity/providers/scim/error.ts";
import type { GroupChange } from "../../identity/providers/scim/group.ts";
import { db, type ScimGroup, type Tx, uniqueViolation } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { plural } from "../../platform/plural.ts";
import { addMembers, removeMembers, settleGroup, settleUsers } from "./members.ts";
import { noteError } from "./token.ts";
import type { Sender } from "./users.ts";

// A change of a group marks the people whose roles may follow from it; the job of mappings applies it within a minute.

export async function findScimGroup({ provider }: Sender, id: number): Promise<ScimGroup> {
  const found = await db.scimGroup.findUnique({ where: { id, providerId: provider.id } });
  if (!found) throw new NotFound("group");
  return found;
}

export async function createScimGroup(
  sender: Sender,
  { displayName, externalId = null, members }: GroupChange & { displayName: string },
): Promise<ScimGroup> {
  const { id: providerId } = sender.provider;
  const { group, unknown } = await db
    .$transaction(async (tx) => {
      const group = await tx.scimGroup.create({ data: { providerId, displayName, externalId } });
      const { unknown } = await addMembers(tx, group, members.add);
      await settleGroup(tx, group, { names: [displayName], former: [] });
      return { group, unknown };
    }, limits)
    .catch(nameTaken(displayName));
  await noteUnknown(sender, group, unknown);
  return group;
}

/** Changes a group with a number of statements that does not depend on how many members it has. */
export async function changeScimGroup(
  sender: Sender,
  id: number,
  { members, ...change }: GroupChange,
): Promise<ScimGroup> {
  await findScimGroup(sender, id);
  const { group, unknown } = await db
    .$transaction(async (tx) => {
      const before = await lockGroup(tx, id);
      const removed = await removeMembers(tx, id, members);
      const added = await addMembers(tx, before, members.add);
      const { displayName: name = before.displayName } = change;
      if (name === before.displayName) await settleUsers(tx, [...removed, ...added.ids]);
      else await settleGroup(tx, before, { names: [before.displayName, name], former: removed });
      const data = { ...change, updatedAt: new Date() };
      const group = await tx.scimGroup.update({ where: { id }, data });
      return { group, unknown: added.unknown };
    }, limits)
    .catch(nameTaken(change.displayName ?? ""));
  await noteUnknown(sender, group, unknown);
  return group;
}

/** Deletes a group. Its members lose the roles that it gave within a minute. */
export async function deleteScimGroup(sender: Sender, id: number): Promise<void> {
  await findScimGroup(sender, id);
  await db.$transaction(async (tx) => {
    const group = await lockGroup(tx, id);
    const former = await removeMembers(tx, id, everybody);
    await settleGroup(tx, group, { names: [group.displayName], former });
    await tx.scimGroup.delete({ where: { id } });
  }, limits);
}

const everybody = { replaces: true, add: new Set<number>(), remove: new Set<number>() };
const limits = { timeout: 30_000, maxWait: 10_000 }; // ms: groups may have many members

async function noteUnknown(
  { provider }: Sender,
  { displayName }: ScimGroup,
  unknown: number,
): Promise<void> {
  if (unknown === 0) return;
  const sentence = `${plural(unknown, "member")} of ${displayName} left out: they are not users here.`;
  await noteError(provider, sentence);
}

async function lockGroup(tx: Tx, id: number): Promise<ScimGroup> {
  await tx.$queryRaw`SELECT id FROM scim_groups WHERE id = ${id} FOR UPDATE`;
  const found = await tx.scimGroup.findUnique({ where: { id } });
  if (!found) throw new NotFound("group");
  return found;
}

const nameTaken =
  (displayName: string) =>
  (error: unknown): never => {
    if (!uniqueViolation(error)) throw error;
    const sentence = `Another group has the displayName ${displayName}. Change that group instead.`;
    throw new ScimError(409, "uniqueness", sentence);
  };
