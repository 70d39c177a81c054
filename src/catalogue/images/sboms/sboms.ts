import { db, Prisma, type Tx } from "../../../platform/db/client.ts";
import type { ListedSbom } from "./listed.ts";

const maxMiB = 8; // per SBOM

export async function queueSboms(
  tx: Tx,
  { id, sboms }: { id: number; sboms: readonly ListedSbom[] },
): Promise<void> {
  if (sboms.length === 0) return;
  const now = new Date();
  await tx.sbom.createMany({
    data: sboms.map(({ digest, size }) => ({
      manifestId: id,
      digest,
      ...((size ?? 0) > maxMiB * 1024 * 1024 ? { readError: tooLarge } : { readAfter: now }),
    })),
    skipDuplicates: true,
  });
}

const tooLarge = `The SBOM is larger than ${maxMiB} MiB, so Portus does not read it.`;

/** An SBOM as a page shows it, with the packages that match a filter. */
export interface ShownSbom {
  id: number;
  digest: string;
  format: string | null;
  packagesCount: number | null;
  storedCount: number;
  readError: string | null;
  matches: number;
  packages: { name: string; version: string; purl: string; licenses: string }[];
}

const maxPackagesShown = 200;

/** The SBOMs of a manifest, each with its first packages whose name or purl contains a text. */
export async function sbomsOf(manifestId: number, name = ""): Promise<ShownSbom[]> {
  const contains = Prisma.sql`(${name} = '' OR position(lower(${name}) IN lower(p.name || ' ' || p.purl)) > 0)`;
  return db.$queryRaw<ShownSbom[]>`
    SELECT s.id, s.digest, s.format, s.packages_count AS "packagesCount", s.read_error AS "readError",
      counted."storedCount", counted.matches, listed.packages
    FROM sboms s
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS "storedCount", count(*) FILTER (WHERE ${contains})::int AS matches
      FROM sbom_packages p WHERE p.sbom_id = s.id
    ) AS counted
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(jsonb_build_object('name', name, 'version', version, 'purl', purl, 'licenses', licenses)
        ORDER BY position), '[]') AS packages
      FROM (SELECT * FROM sbom_packages p WHERE p.sbom_id = s.id AND ${contains}
        ORDER BY position LIMIT ${maxPackagesShown}) AS first
    ) AS listed
    WHERE s.manifest_id = ${manifestId} ORDER BY s.id`;
}
