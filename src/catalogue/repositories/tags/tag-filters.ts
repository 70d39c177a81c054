import { type ManifestKind, Prisma } from "../../../platform/db/client.ts";
import { coveredBy } from "../../../platform/db/patterns.ts";
import { escapeLike } from "../../../platform/db/text.ts";
import { patternsIn } from "../../../platform/patterns.ts";
import { isOrdinary } from "../../../registry/client/referrers.ts";
import { idsWith } from "./attached.ts";
import { column, type Table, versionKey } from "./columns.ts";
import { noPartWasPulled } from "./unused.ts";
import type { VersionBound, VersionRange } from "./version-range.ts";

/** Which tags of a repository to list. Those of a tag and those of its manifest must all hold. */
export interface TagFilters {
  /** Part of the name, or patterns of all of it. */
  name?: string | undefined;
  version?: VersionRange | undefined;
  /** Who pushed it last. */
  by?: string | undefined;
  /** `linux/arm` also finds `linux/arm/v7`. */
  platform?: string | undefined;
  kind?: ManifestKind | undefined;
  /** Neither pushed nor pulled for this many days. */
  unused?: number | undefined;
  signed?: unknown;
  sbom?: unknown;
  attested?: unknown;
}

/** Whether people set the tag and its name and pusher match, for a few tags that are found otherwise. */
export const matchesTag = (filters: TagFilters, table: Table): Prisma.Sql =>
  all([isOrdinary(table), matchesNameAndPusher(filters, table)]);

/** With '' the index on versions, which has the tags of all repositories, cannot serve. */
export function matchesNameAndPusher({ name, version, by }: TagFilters, table: Table): Prisma.Sql {
  const names = column(table, "name");
  const conditions = [Prisma.sql`TRUE`];
  if (name) conditions.push(isNamed(name, names));
  if (version) conditions.push(isWithin(version, Prisma.sql`${versionKey(names)} || ''`));
  if (by) conditions.push(Prisma.sql`${column(table, "pushed_by")} = ${by}`);
  return all(conditions);
}

/**
 * The condition that a tag and its manifest match, for statements that read all tags of a repository. What is expensive to
 * check is looked up once as a set of ids. `IS TRUE` keeps Postgres from checking it row by row instead.
 */
export function matchesAll(repositoryId: number, filters: TagFilters): Prisma.Sql {
  const { version, ...cheap } = filters;
  const conditions = [matchesTag(cheap, "tags")];
  if (version) {
    const within = isWithin(version, versionKey(column("part", "name")));
    conditions.push(Prisma.sql`(tags.id IN (
      SELECT part.id FROM tags part WHERE part.repository_id = ${repositoryId} AND ${within})) IS TRUE`);
  }
  for (const set of manifestSets(repositoryId, filters))
    conditions.push(Prisma.sql`(tags.manifest_id IN (${set})) IS TRUE`);
  return all(conditions);
}

/** The ids of the manifests that match, one statement for each filter. */
function manifestSets(repositoryId: number, filters: TagFilters): Prisma.Sql[] {
  const { platform, kind, unused, signed, sbom, attested } = filters;
  const where = (condition: Prisma.Sql) =>
    Prisma.sql`SELECT manifests.id FROM manifests WHERE manifests.repository_id = ${repositoryId} AND ${condition}`;
  const sets = [];
  if (kind) sets.push(where(Prisma.sql`manifests.kind = ${kind}::"ManifestKind"`));
  if (unused) sets.push(where(isUnusedFor(unused, repositoryId)));
  if (platform) sets.push(where(isFor(platform)));
  if (signed) sets.push(idsWith(repositoryId, "signature"));
  if (sbom) sets.push(idsWith(repositoryId, "sbom"));
  if (attested) sets.push(idsWith(repositoryId, "attestation"));
  return sets;
}

export const isFiltered = (filters: TagFilters): boolean => Object.values(filters).some(Boolean);

/** A name with characters that no tag has is a list of patterns: docs/patterns.md. */
export const isPattern = (name: string): boolean => /[*{}!,\s]/.test(name);

function isNamed(name: string, names: Prisma.Sql): Prisma.Sql {
  if (isPattern(name)) return coveredBy(names, patternsIn(name));
  return Prisma.sql`${names} COLLATE "C" ILIKE ${`%${escapeLike(name)}%`}`;
}

function isWithin(range: VersionRange, key: Prisma.Sql): Prisma.Sql {
  const alternatives = range.map((bounds) => {
    const isBounded = bounds.some(({ operator }) => operator.startsWith(">"));
    const isVersion = isBounded ? [] : [Prisma.sql`${key} > ''`]; // each use of the key computes it
    return all([...isVersion, ...bounds.map((bound) => isInside(bound, key))]);
  });
  return Prisma.sql`(${Prisma.join([Prisma.sql`FALSE`, ...alternatives], " OR ")})`;
}

/** Without the mark of a release at its end, a key comes before those of all suffixes of its version. */
function isInside({ operator, version }: VersionBound, key: Prisma.Sql): Prisma.Sql {
  const bound = Prisma.sql`rtrim(tag_version(${version}), '~')`;
  return Prisma.sql`${key} ${operators[operator]} ${bound}`;
}

const operators = {
  ">=": Prisma.sql`>=`,
  ">": Prisma.sql`>`,
  "<": Prisma.sql`<`,
  "<=": Prisma.sql`<=`,
};

/** OFFSET 0 keeps Postgres from reading the parts of all repositories at once. */
function isFor(platform: string): Prisma.Sql {
  const below = `${escapeLike(platform)}/%`;
  const matches = (table: Table) => {
    const value = column(table, "platform");
    return Prisma.sql`(${value} = ${platform} OR ${value} LIKE ${below})`;
  };
  return Prisma.sql`(${matches("manifests")} OR manifests.platform IS NULL AND EXISTS (
    SELECT FROM manifest_children part WHERE part.manifest_id = manifests.id AND ${matches("part")} OFFSET 0))`;
}

/**
 * As isUnused(), but the tags that were added since are found together. `IS TRUE` keeps Postgres from reading what is
 * unused in all repositories.
 */
function isUnusedFor(days: number, repositoryId: number): Prisma.Sql {
  const since = new Date(Date.now() - days * 86_400_000);
  return Prisma.sql`((GREATEST(manifests.pushed_at, manifests.pulled_at) < ${since}) IS TRUE
    AND ${noPartWasPulled(since)} AND manifests.id NOT IN (
      SELECT manifest_id FROM tags WHERE repository_id = ${repositoryId} AND pushed_at >= ${since}))`;
}

const all = (conditions: Prisma.Sql[]) => Prisma.sql`(${Prisma.join(conditions, " AND ")})`;
