import { db } from "../../platform/db/client.ts";

interface Counts {
  users: number;
  inactive: number;
  waiting: number;
  withoutKey: number;
  groups: number;
}

/** What a provider has sent by SCIM, for admins. */
export async function scimOverview({ id }: { id: number }) {
  const token = await db.scimToken.findUnique({ where: { providerId: id }, omit: { hash: true } });
  const [counts] = await db.$queryRaw<Counts[]>`
    SELECT count(*)::int AS users, count(*) FILTER (WHERE NOT active)::int AS inactive,
      count(*) FILTER (WHERE subject IS NULL)::int AS waiting,
      count(*) FILTER (WHERE subject IS NULL AND directory_key IS NULL)::int AS "withoutKey",
      (SELECT count(*) FROM scim_groups WHERE provider_id = ${id})::int AS groups
    FROM scim_users AS person JOIN external_identities AS identity ON identity.id = identity_id
    WHERE person.provider_id = ${id}`;
  return {
    token,
    counts: counts ?? { users: 0, inactive: 0, waiting: 0, withoutKey: 0, groups: 0 },
  };
}
