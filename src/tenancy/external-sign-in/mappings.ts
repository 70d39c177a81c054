import { record } from "../../history/record.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { canAdministerPeople, canChangeCredentials } from "../../identity/actor/policy.ts";
import { cannotChangeCredentials } from "../../identity/people/sentences.ts";
import { db, type Role, type Tx, transaction, uniqueViolation } from "../../platform/db/client.ts";
import { ensure, Invalid, NotFound } from "../../platform/errors.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { applyGroups } from "./groups.ts";
import { changeIdentity } from "./suspension.ts";

/** What the members of a group get: a role in a team, or admin rights. */
export type MappingTarget = { team: string; role: Role } | "admin";

/** The mappings of a provider, by group. */
export async function listMappings(providerId: number) {
  return db.groupMapping.findMany({
    where: { providerId },
    select: {
      id: true,
      group: true,
      role: true,
      declared: true,
      byName: true,
      team: { select: { id: true, name: true } },
    },
    orderBy: [{ group: "asc" }, { id: "asc" }],
    take: maxMappings,
  });
}

const maxMappings = 1000;

/** Adds a mapping. People who are in the group get the role within a minute. */
export async function addMapping(
  audit: ActorAudit,
  provider: { id: number; name: string },
  { group, target }: { group: string; target: MappingTarget },
): Promise<void> {
  ensureMayMap(audit);
  await transaction(async (tx) => {
    const count = await tx.groupMapping.count({ where: { providerId: provider.id } });
    if (count >= maxMappings)
      throw new Invalid({
        form: `A provider can have ${maxMappings} mappings. Remove some first.`,
      });
    const team =
      target === "admin"
        ? null
        : await tx.team.findUnique({ where: { name: target.team, hidden: false } });
    if (target !== "admin" && !team)
      throw new Invalid({ team: "No team has this name. Check the spelling." });
    const role = target === "admin" ? null : target.role;
    const found = await tx.groupMapping.findFirst({
      where: { providerId: provider.id, group, teamId: team?.id ?? null },
    });
    if (found) throw new Invalid({ group: alreadyMapped });
    await tx.groupMapping.create({
      data: { providerId: provider.id, group, teamId: team?.id ?? null, role },
    });
    await touch(tx, provider);
    await record(tx, audit, {
      key: "provider.add_mapping",
      subject: provider.name,
      details: { group, gives: team && role ? `${role} of ${team.name}` : "admin rights" },
      ...(team && { teamId: team.id }),
    });
  }).catch((error) => {
    throw uniqueViolation(error) ? new Invalid({ group: alreadyMapped }) : error;
  });
}

const alreadyMapped = "This group gives a role in this team already. Remove that mapping first.";

/** Removes a mapping. People who have the role only by this group lose it within a minute. */
export async function removeMapping(
  audit: ActorAudit,
  provider: { id: number; name: string },
  id: number,
): Promise<void> {
  ensureMayMap(audit);
  await transaction(async (tx) => {
    const where = { id, providerId: provider.id };
    const mapping = await tx.groupMapping.findUnique({ where });
    if (!mapping) throw new NotFound("mapping");
    if (mapping.declared)
      throw new Invalid({ form: "The environment declares this mapping. Change it there." });
    if (mapping.byName) throw new Invalid({ form: followsName });
    await tx.groupMapping.delete({ where });
    await touch(tx, provider);
    await record(tx, audit, {
      key: "provider.remove_mapping",
      subject: provider.name,
      details: { group: mapping.group },
      ...(mapping.teamId && { teamId: mapping.teamId }),
    });
  });
}

const followsName =
  "This mapping follows from the name of the team and would come back. Turn off “Teams with a group's name” in the settings of the provider.";

/** Admin rights and roles are given by mappings, so that only full access changes them. */
function ensureMayMap({ actor }: ActorAudit): void {
  ensure(canAdministerPeople(actor), "Only admins may change what groups give.");
  ensure(canChangeCredentials(actor), cannotChangeCredentials);
}

async function touch(tx: Tx, { id }: { id: number }): Promise<void> {
  await tx.signInProvider.update({ where: { id }, data: { mappedAt: new Date() } });
}

export const jobs: Job[] = [
  { name: "apply-mappings", cron: "* * * * *", run: applyChangedMappings },
];

const batch = 500;

/** Lets roles follow mappings and SCIM groups that changed after they last did. Returns for how many people. */
export async function applyChangedMappings(): Promise<number> {
  let [count, after] = [0, 0];
  for (;;) {
    const waiting = await findWaiting(after);
    for (const identity of waiting)
      await changeIdentity(identity, async (tx) => {
        const current = await tx.externalIdentity.findUnique({ where: { id: identity.id } });
        if (current) await applyGroups(tx, current, current.groups);
      });
    count += waiting.length;
    after = waiting.at(-1)?.id ?? after;
    if (waiting.length < batch) return count;
  }
}

const findWaiting = (after: number) =>
  db.$queryRaw<{ id: number; userId: number; providerId: number }[]>`
    SELECT identity.id, user_id AS "userId", provider_id AS "providerId" FROM sign_in_providers AS provider
    JOIN external_identities AS identity ON provider_id = provider.id AND identity.mapped_at < provider.mapped_at
    WHERE identity.id > ${after} ORDER BY identity.id LIMIT ${batch}`;
