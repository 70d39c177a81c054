import { db, type Namespace, type Registry } from "../../platform/db/client.ts";
import { splitName } from "../../registry/names.ts";

export interface KnownTag {
  digest: string;
  appliedAt: Date;
}

/** What the catalogue has of a name in a registry. */
export interface Known {
  namespace: Place | null;
  repositoryId: number | null;
  tags: Map<string, KnownTag>;
}

export type Place = Pick<Namespace, "id" | "registryId" | "teamId">;

export async function whatIsKnown(registry: Registry, fullName: string): Promise<Known> {
  const { namespace: prefix, name } = splitName(fullName);
  const rows = await db.$queryRaw<(Place & Partial<KnownTag> & Row)[]>`
    SELECT n.id, n.registry_id AS "registryId", n.team_id AS "teamId", r.id AS "repositoryId",
      tags.name AS tag, m.digest, tags.applied_at AS "appliedAt"
    FROM namespaces n
    LEFT JOIN repositories r ON r.namespace_id = n.id AND r.name = ${name}
    LEFT JOIN tags ON tags.repository_id = r.id
    LEFT JOIN manifests m ON m.id = tags.manifest_id
    WHERE n.registry_id = ${registry.id} AND n.name = ${prefix}`;
  const [first] = rows;
  const tags = rows.flatMap(({ tag, digest, appliedAt }) =>
    tag && digest && appliedAt ? [[tag, { digest, appliedAt }] as const] : [],
  );
  const place = first && { id: first.id, registryId: first.registryId, teamId: first.teamId };
  return {
    namespace: place ?? null,
    repositoryId: first?.repositoryId ?? null,
    tags: new Map(tags),
  };
}

interface Row {
  repositoryId: number | null;
  tag: string | null;
}

/** The newest manifests of a repository: enough of them to tell whether any is left. */
export async function someDigests(repositoryId: number): Promise<string[]> {
  const found = await db.manifest.findMany({
    where: { repositoryId },
    select: { digest: true },
    orderBy: { id: "desc" },
    take: 20,
  });
  return found.map(({ digest }) => digest);
}

/** Known repositories beyond one, in the order of their ids. */
export async function knownAfter(registryId: number, id: number, take: number) {
  return db.repository.findMany({
    where: { id: { gt: id }, namespace: { registryId } },
    select: { id: true, fullName: true },
    orderBy: { id: "asc" },
    take,
  });
}
