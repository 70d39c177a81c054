import { record } from "../../history/record.ts";
import { systemAudit } from "../../identity/actor/audit.ts";
import { demoteWithin, promoteWithin } from "../../identity/people/admins.ts";
import type { ExternalIdentity, GroupMapping, Role, Tx } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { log } from "../../platform/log.ts";
import { givenRole, highest, settleRole } from "../teams/mapped-roles.ts";

// The groups of a person at a provider give roles in teams, and admin rights. What groups no longer give is removed;
// what people gave stays.

const maxGroups = 2000; // kept for each person; roles follow all that were sent

type Place = { userId: number; teamId: number };
type Identity = Pick<ExternalIdentity, "id" | "userId" | "providerId" | "grantsAdmin">;

/** Locks the teams in which a person may get or lose a role, and those they own: teams are locked before people. */
export async function lockMappedTeams(
  tx: Tx,
  { userId, providerId }: Pick<Identity, "userId" | "providerId">,
): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM teams WHERE NOT hidden AND id IN (
      SELECT team_id FROM group_mappings WHERE provider_id = ${providerId}
      UNION SELECT team_id FROM memberships WHERE user_id = ${userId} AND (mapped OR role = 'owner'))
    ORDER BY id FOR UPDATE`;
}

/**
 * Gives what a person's groups at a provider give now, and removes what they gave before. Null changes nothing: groups
 * that were not sent are not groups that are gone. A group that SCIM sends has the members that SCIM says, whatever else
 * was sent. The caller holds the locks of the teams and the person.
 */
export async function applyGroups(
  tx: Tx,
  identity: Identity,
  groups: readonly string[] | null,
): Promise<void> {
  if (groups === null) return;
  const held = new Set(groups);
  const mappings = await tx.groupMapping.findMany({ where: { providerId: identity.providerId } });
  const byScim = await scimMembership(tx, identity, mappings);
  const given = mappings.filter(({ group }) => byScim.get(group) ?? held.has(group));
  await applyRoles(tx, identity, rolesOf(given));
  await applyAdmin(
    tx,
    identity,
    given.some(({ teamId }) => teamId === null),
  );
  const data = { groups: [...held].slice(0, maxGroups), mappedAt: new Date() };
  await tx.externalIdentity.update({ where: { id: identity.id }, data });
}

/** Deletes an identity and what its groups gave. The caller holds the same locks. */
export async function disconnectWithin(tx: Tx, identity: ExternalIdentity): Promise<void> {
  await tx.scimUser.deleteMany({ where: { identityId: identity.id } }); // its groups count no longer
  await applyGroups(tx, identity, []);
  await tx.externalIdentity.delete({ where: { id: identity.id } });
}

/** The groups with mappings that SCIM sends, and whether a person is in them. */
async function scimMembership(
  tx: Tx,
  { id, providerId }: Identity,
  mappings: readonly GroupMapping[],
): Promise<Map<string, boolean>> {
  const names = mappings.map(({ group }) => group);
  const rows = await tx.$queryRaw<{ name: string; member: boolean }[]>`
    SELECT display_name AS name, EXISTS (SELECT FROM scim_members AS one JOIN scim_users AS person ON person.id = user_id
      WHERE one.group_id = known.id AND identity_id = ${id}) AS member
    FROM scim_groups AS known WHERE provider_id = ${providerId} AND display_name = ANY (${names}::text[])`;
  return new Map(rows.map(({ name, member }) => [name, member]));
}

/** The highest role by team. */
function rolesOf(mappings: readonly GroupMapping[]): Map<number, Role> {
  const roles = new Map<number, Role>();
  for (const { teamId, role } of mappings)
    if (teamId !== null && role !== null)
      roles.set(teamId, highest([roles.get(teamId) ?? null, role]) ?? role);
  return roles;
}

async function applyRoles(tx: Tx, { id, userId }: Identity, roles: ReadonlyMap<number, Role>) {
  const before = await tx.mappedRole.findMany({ where: { identityId: id } });
  const old = new Map(before.map(({ teamId, role }) => [teamId, role]));
  const changed = [...new Set([...old.keys(), ...roles.keys()])].filter(
    (teamId) => old.get(teamId) !== roles.get(teamId),
  );
  for (const teamId of changed.sort((a, b) => a - b)) {
    const role = roles.get(teamId);
    const key = { identityId_teamId: { identityId: id, teamId } };
    if (role)
      await tx.mappedRole.upsert({
        where: key,
        create: { identityId: id, teamId, role },
        update: { role },
      });
    else await tx.mappedRole.delete({ where: key });
    await settleMembership(tx, { userId, teamId });
  }
}

async function settleMembership(tx: Tx, place: Place): Promise<void> {
  const before = await tx.membership.findUnique({ where: { teamId_userId: place } });
  const role = await settleRole(tx, place, givenRole(before));
  await recordRole(tx, place, { old: before?.role ?? null, role });
}

async function recordRole(
  tx: Tx,
  { userId, teamId }: Place,
  { old, role }: { old: Role | null; role: Role | null },
): Promise<void> {
  const shown = role ?? old;
  if (old === role || !shown) return;
  const team = await tx.team.findUniqueOrThrow({ where: { id: teamId } });
  const { username: member } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
  const key = !old ? "team.add_member" : !role ? "team.remove_member" : "team.change_member_role";
  const details = { member, role: shown, by: "groups", ...(old && role && { old }) };
  await record(tx, systemAudit, { key, subject: team.name, teamId, details });
}

async function applyAdmin(tx: Tx, identity: Identity, grantsAdmin: boolean): Promise<void> {
  const user = await tx.user.findUniqueOrThrow({ where: { id: identity.userId } });
  if (grantsAdmin && !user.admin) {
    await promoteWithin(tx, systemAudit, user);
    await setGrantsAdmin(tx, identity, true);
  }
  if (grantsAdmin || !identity.grantsAdmin) return;
  const where = { userId: user.id, grantsAdmin: true, id: { not: identity.id } };
  const others = await tx.externalIdentity.count({ where });
  try {
    if (others === 0) await demoteWithin(tx, systemAudit, user);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    log.warn({ user: user.username }, "the last admin stays one, although their groups end it");
    return;
  }
  await setGrantsAdmin(tx, identity, false);
}

async function setGrantsAdmin(tx: Tx, { id }: Identity, grantsAdmin: boolean): Promise<void> {
  await tx.externalIdentity.update({ where: { id }, data: { grantsAdmin } });
}
