import type { Actor } from "../../../identity/actor/actor.ts";
import { db, Prisma } from "../../../platform/db/client.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { namespaceReference, referenceOf } from "../../../platform/reference.ts";
import { isAdmin } from "../../../tenancy/policy/policy.ts";
import { rolesThatDelete } from "../../deletion/access.ts";
import { deletedWords } from "../sentences.ts";

const maxRules = 50;

/** A set of rules, with what it deletes in the next night. */
export interface RulesRow {
  name: string;
  href: string;
  nightly: boolean;
  deletes: string; // empty: nothing
}

interface Found {
  nightly: boolean;
  tags: number;
  untagged: number;
  registryId: number | null;
  namespaceId: number | null;
  registryName: string | null;
  hostname: string;
  namespace: string | null;
  repository: string | null;
  total: number;
}

/** The sets of rules that the actor may change, those that delete nothing first, and how many there are. */
export async function rulesOfNight(actor: Actor): Promise<{ rows: RulesRow[]; total: number }> {
  const found = await db.$queryRaw<Found[]>`
    SELECT rule.nightly, rule.registry_id AS "registryId", rule.namespace_id AS "namespaceId",
      registries.name AS "registryName", registries.hostname, inside.name AS namespace, repositories.full_name AS repository,
      coalesce(sums.tags, 0)::int AS tags, coalesce(sums.untagged, 0)::int AS untagged, (count(*) OVER ())::int AS total
    FROM retention_rules AS rule
      LEFT JOIN repositories ON repositories.id = rule.repository_id
      LEFT JOIN namespaces AS inside ON inside.id = coalesce(rule.namespace_id, repositories.namespace_id)
      JOIN registries ON registries.id = coalesce(rule.registry_id, inside.registry_id)
      LEFT JOIN (SELECT rule_id, sum(tags) AS tags, sum(untagged) AS untagged FROM retention_forecasts GROUP BY rule_id) AS sums
        ON sums.rule_id = rule.id
    WHERE ${mayChange(actor)}
    ORDER BY coalesce(sums.tags + sums.untagged, 0) > 0, rule.nightly, inside.name, repositories.full_name, rule.id
    LIMIT ${maxRules}`;
  return { rows: found.map(rowOf), total: found[0]?.total ?? 0 };
}

function mayChange(actor: Actor): Prisma.Sql {
  if (isAdmin(actor)) return Prisma.sql`TRUE`;
  const roles = Prisma.sql`${rolesThatDelete()}::"Role"[]`;
  return Prisma.sql`(
    inside.team_id IN (SELECT team_id FROM memberships WHERE user_id = ${actor.id} AND role = ANY (${roles}))
    OR rule.repository_id IN (
      SELECT repository_id FROM repository_memberships WHERE user_id = ${actor.id} AND role = ANY (${roles})))`;
}

function rowOf({ nightly, tags, untagged, ...place }: Found): RulesRow {
  return { ...placeOf(place), nightly, deletes: nightly ? deletedWords(tags, untagged) : "" };
}

type Place = Pick<
  Found,
  "registryId" | "namespaceId" | "registryName" | "hostname" | "namespace" | "repository"
>;

function placeOf(place: Place): Pick<RulesRow, "name" | "href"> {
  const { registryId, namespaceId, hostname } = place;
  const registry = { hostname };
  if (registryId)
    return { name: place.registryName ?? "", href: paths.registryRetention({ id: registryId }) };
  if (namespaceId)
    return {
      name: namespaceReference({ name: place.namespace ?? "", registry }),
      href: paths.namespaceRetention({ id: namespaceId }),
    };
  const repository = { fullName: place.repository ?? "", namespace: { registry } };
  return { name: referenceOf(repository), href: paths.retention(repository) };
}
