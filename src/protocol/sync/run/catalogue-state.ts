import { db, type Namespace, type Registry } from "../../../platform/db/client.ts";
import { splitName } from "../../../registry/names.ts";

export interface CataloguedTag {
  digest: string;
  appliedAt: Date;
}

/** What the catalogue has under a repository's name. */
export interface CatalogueState {
  namespace: Place | null;
  repositoryId: number | null;
  tags: Map<string, CataloguedTag>;
}

export type Place = Pick<Namespace, "id" | "registryId" | "teamId">;

export async function readCatalogue(registry: Registry, fullName: string): Promise<CatalogueState> {
  const { namespace: prefix, name } = splitName(fullName);
  const rows = await db.$queryRaw<(Place & Partial<CataloguedTag> & Row)[]>`
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

/** The newest manifests of a repository: enough to tell whether the registry still has one of them. */
export async function newestDigests(repositoryId: number): Promise<string[]> {
  const found = await db.manifest.findMany({
    where: { repositoryId },
    select: { digest: true },
    orderBy: { id: "desc" },
    take: 20,
  });
  return found.map(({ digest }) => digest);
}

/** The catalogue's repositories of a registry after an id, by id. */
export async function repositoriesAfter(registryId: number, id: number, take: number) {
  return db.repository.findMany({
    where: { id: { gt: id }, namespace: { registryId } },
    select: { id: true, fullName: true },
    orderBy: { id: "asc" },
    take,
  });
}
