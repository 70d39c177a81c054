import { db, Prisma } from "../../../platform/db/client.ts";
import type { FoundImage } from "../find.ts";
import { attachmentsOf } from "../page/attachments.ts";
import { compareVersions } from "./versions.ts";

export interface PackageChange {
  name: string;
  /** Null: added. Several versions are joined by commas. */
  before: string | null;
  /** Null: removed. */
  after: string | null;
  change: PackageVerb;
}

export type PackageVerb = "upgraded" | "downgraded" | "changed" | "added" | "removed";

export interface PackageComparison {
  changes: PackageChange[];
  /** How many packages changed beyond the `changes`. */
  more: number;
  /** Whether Portus has read the packages of each side. */
  known: { before: boolean; after: boolean };
}

const maxChanges = 2_000;

/** Compares the packages that the SBOMs of two images list, in the database: an image can have thousands. */
export async function comparePackages(
  before: readonly FoundImage[],
  after: readonly FoundImage[],
): Promise<PackageComparison> {
  const [was, is] = await Promise.all([documentsOf(before), documentsOf(after)]);
  const known = { before: was.length > 0, after: is.length > 0 };
  if (!known.before || !known.after) return { changes: [], more: 0, known };

  const rows = await db.$queryRaw<Row[]>`
    WITH was AS (${packagesIn(was)}), now AS (${packagesIn(is)})
    SELECT coalesce(now.name, was.name) AS name, was.versions AS before, now.versions AS after,
      count(*) OVER ()::int AS count
    FROM was FULL JOIN now USING (key)
    WHERE was.versions IS DISTINCT FROM now.versions
    ORDER BY lower(coalesce(now.name, was.name)), key LIMIT ${maxChanges}`;
  const changes = rows.map(({ count, ...row }) => ({ ...row, change: verbOf(row) }));
  return { changes, more: (rows[0]?.count ?? 0) - rows.length, known };
}

interface Row {
  name: string;
  before: string | null;
  after: string | null;
  count: number;
}

/** The ids of the SBOMs of an image that have been read: its own, or of its attachments. */
async function documentsOf(images: readonly FoundImage[]): Promise<number[]> {
  const found = await Promise.all(
    images.map(({ repositoryId, digest }) => attachmentsOf(repositoryId, digest)),
  );
  const [image] = images;
  const digests = [...images, ...found.flat()].map(({ digest }) => digest);
  const documents = await db.sbom.findMany({
    where: {
      manifest: { repositoryId: image?.repositoryId ?? 0, digest: { in: digests } },
      packagesCount: { not: null },
    },
    select: { id: true },
    orderBy: { id: "asc" },
    take: maxDocuments,
  });
  return documents.map(({ id }) => id);
}

const maxDocuments = 20; // of an image

/** The packages of some documents, each once, with its versions. A package URL tells packages of one name apart. */
function packagesIn(documents: readonly number[]): Prisma.Sql {
  return Prisma.sql`
    SELECT CASE WHEN purl LIKE 'pkg:%' THEN split_part(split_part(purl, '?', 1), '@', 1) ELSE name END AS key,
      min(name) AS name, left(string_agg(DISTINCT version, ', ' ORDER BY version), 1000) AS versions
    FROM sbom_packages WHERE sbom_id = ANY (${[...documents]}::int[]) GROUP BY 1`;
}

/** What happened to a package. Of several versions nobody can say which replaced which. */
export function verbOf({
  before,
  after,
}: {
  before: string | null;
  after: string | null;
}): PackageVerb {
  if (before === null) return "added";
  if (after === null) return "removed";
  if ([before, after].some((it) => it === "" || it.includes(", "))) return "changed";
  const order = compareVersions(before, after);
  if (order === 0) return "changed";
  return order < 0 ? "upgraded" : "downgraded";
}
