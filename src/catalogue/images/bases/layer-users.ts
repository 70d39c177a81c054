import type { Actor } from "../../../identity/actor/actor.ts";
import { db } from "../../../platform/db/client.ts";
import type { Located } from "../../../platform/reference.ts";
import { repositoryVisibleTo } from "../../../tenancy/policy/visible.ts";
import type { FoundImage } from "../find.ts";

/** The other repositories that have a layer and that the actor may see. */
export interface LayerUsers {
  /** At most three. */
  repositories: Located[];
  count: number;
  /** Whether there may be more: only so many were looked at. */
  atLeast: boolean;
}

const maxLayers = 100; // of which the users are looked up
const maxUsers = 24; // that are looked at for each layer
const maxShown = 3;

/** Who else has the layers of an image, by their digests. A layer that no one else has is left out. */
export async function layerUsers(
  actor: Actor | null,
  { repositoryId, layers }: Pick<FoundImage, "repositoryId" | "layers">,
): Promise<Map<string, LayerUsers>> {
  const digests = [...new Set(layers.slice(0, maxLayers).map(({ digest }) => digest))];
  const rows = digests.length === 0 ? [] : await usersOf(actor, repositoryId, digests);
  return new Map(
    rows.map(({ digest, names, hostnames, count }) => [
      digest,
      {
        repositories: names.map((fullName, at) => ({
          fullName,
          namespace: { registry: { hostname: hostnames[at] ?? "" } },
        })),
        count,
        atLeast: count >= maxUsers,
      },
    ]),
  );
}

interface Row {
  digest: string;
  names: string[];
  hostnames: string[];
  count: number;
}

function usersOf(actor: Actor | null, repositoryId: number, digests: string[]): Promise<Row[]> {
  return db.$queryRaw`
    SELECT wanted.digest, count(*)::int AS count,
      (array_agg(repositories.full_name ORDER BY repositories.full_name, repositories.id))[1:${maxShown}::int] AS names,
      (array_agg(registries.hostname ORDER BY repositories.full_name, repositories.id))[1:${maxShown}::int] AS hostnames
    FROM unnest(${digests}::text[]) AS wanted (digest)
    CROSS JOIN LATERAL (
      SELECT repository_id FROM repository_blobs
      WHERE digest = wanted.digest AND repository_id <> ${repositoryId}
      ORDER BY repository_id LIMIT ${maxUsers}
    ) AS users
    JOIN repositories ON repositories.id = users.repository_id
    JOIN namespaces ON namespaces.id = repositories.namespace_id
    JOIN registries ON registries.id = namespaces.registry_id
    WHERE ${repositoryVisibleTo(actor)}
    GROUP BY wanted.digest`;
}
