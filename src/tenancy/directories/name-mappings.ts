import { record } from "../../history/record.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { db, type Tx, transaction } from "../../platform/db/client.ts";
import type { FoundTeam } from "../teams/find.ts";
import { ensureEditable, lockTeam } from "../teams/teams.ts";
import { type KnownDirectory, listDirectories } from "./directories.ts";

// A team that has the name of a group takes its members, as SUSE Portus did it: by mappings that come and go with the name.

/** Adds the mappings that are missing for some groups. People have their roles by them within a minute. */
export async function mapNames(
  { provider, directory }: KnownDirectory,
  groups: readonly string[] | null,
): Promise<void> {
  const { groupSync, defaultRole: role } = directory.settings;
  const names = groups?.filter((group) => !group.includes("=")) ?? []; // not the DNs
  if (!groupSync || names.length === 0) return;
  const missing = await db.$queryRaw<{ teamId: number; group: string }[]>`
    SELECT id AS "teamId", lower(name) AS "group" FROM teams
    WHERE NOT hidden AND group_name_off_at IS NULL AND lower(name) = ANY (${names}::text[])
      AND NOT EXISTS (SELECT FROM group_mappings AS known
        WHERE provider_id = ${provider.id} AND known.team_id = teams.id AND known."group" = lower(name))`;
  if (missing.length === 0) return;
  await transaction(async (tx) => {
    const data = missing.map((found) => ({
      ...found,
      providerId: provider.id,
      role,
      byName: true,
    }));
    await tx.groupMapping.createMany({ data, skipDuplicates: true });
    await touch(tx, provider.id);
  });
}

/** Removes the mappings whose team has another name by now, or whose directory maps no names or gives another role. */
export async function dropNameMappings({ provider, directory }: KnownDirectory): Promise<void> {
  const { groupSync, defaultRole } = directory.settings;
  await transaction(async (tx) => {
    const dropped = await tx.$executeRaw`
      DELETE FROM group_mappings AS known USING teams
      WHERE known.provider_id = ${provider.id} AND known.by_name AND teams.id = known.team_id
        AND (NOT ${groupSync} OR lower(teams.name) <> known."group" OR known.role::text <> ${defaultRole})`;
    if (dropped > 0) await touch(tx, provider.id);
  });
}

/** Whether a directory maps groups to teams by their names. */
export async function mapsNames(): Promise<boolean> {
  return (await listDirectories()).some(({ directory }) => directory.settings.groupSync);
}

/** Ends it for one team. Its members stay, as members that somebody gave their role. */
export async function stopMappingName(audit: ActorAudit, { id }: FoundTeam): Promise<void> {
  await transaction(async (tx) => {
    const team = await lockTeam(tx, audit.actor, id);
    ensureEditable(audit.actor, team);
    if (team.groupNameOffAt) return;
    await tx.team.update({ where: { id }, data: { groupNameOffAt: new Date() } });
    await keepMembers(tx, id);
    const dropped = await tx.groupMapping.findMany({ where: { teamId: id, byName: true } });
    await tx.groupMapping.deleteMany({ where: { teamId: id, byName: true } });
    for (const { providerId } of dropped) await touch(tx, providerId);
    await record(tx, audit, { key: "team.stop_group_name", subject: team.name, teamId: id });
  });
}

/** A team to which other mappings lead keeps following those. */
async function keepMembers(tx: Tx, teamId: number): Promise<void> {
  const others = await tx.groupMapping.count({ where: { teamId, byName: false } });
  if (others > 0) return;
  await tx.$executeRaw`
    UPDATE memberships SET given_role = role WHERE team_id = ${teamId} AND mapped`;
}

async function touch(tx: Tx, id: number): Promise<void> {
  await tx.signInProvider.update({ where: { id }, data: { mappedAt: new Date() } });
}
