import type { Actor } from "../../../identity/actor/actor.ts";
import { db } from "../../../platform/db/client.ts";
import type { Located } from "../../../platform/reference.ts";
import { repositoryVisibleTo } from "../../../tenancy/policy/visible.ts";
import type { FoundImage } from "../find.ts";
import { maxBaseLayers } from "./chain.ts";

/** An image whose whole list of layers begins that of others. */
export interface BaseCandidate {
  id: number;
  digest: string;
  repositoryId: number;
  repository: Located;
}

/**
 * For each chain the oldest image that has it and that the actor may see, by the chain in hexadecimal. A copy in a private
 * repository of others is not named.
 */
export async function imagesWithChains(
  actor: Actor | null,
  chains: readonly Buffer[],
): Promise<Map<string, BaseCandidate>> {
  if (chains.length === 0) return new Map();
  const rows = await db.$queryRaw<Row[]>`
    SELECT encode(wanted.chain, 'hex') AS chain, found.* FROM unnest(${[...chains]}::bytea[]) AS wanted (chain)
    CROSS JOIN LATERAL (
      SELECT same.id, same.digest, repositories.id AS "repositoryId", repositories.full_name AS "fullName",
        registries.hostname
      FROM (
        SELECT id, digest, repository_id FROM manifests
        WHERE layer_chain = wanted.chain AND kind = 'image' ORDER BY id LIMIT ${maxCopies}
      ) AS same
      JOIN repositories ON repositories.id = same.repository_id
      JOIN namespaces ON namespaces.id = repositories.namespace_id
      JOIN registries ON registries.id = namespaces.registry_id
      WHERE ${repositoryVisibleTo(actor)}
      ORDER BY same.id LIMIT 1
    ) AS found`;
  return new Map(
    rows.map(({ chain, fullName, hostname, ...row }) => [
      chain,
      { ...row, repository: { fullName, namespace: { registry: { hostname } } } },
    ]),
  );
}

const maxCopies = 100; // that one list of layers is looked for among

interface Row extends Omit<BaseCandidate, "repository"> {
  chain: string;
  fullName: string;
  hostname: string;
}

/** The digests of an image's lowest layers, at least as many as a base may have; of an index those of its first platform. */
export async function lowestLayers(image: FoundImage): Promise<string[]> {
  if (image.kind === "image") return image.layers.map(({ digest }) => digest);
  const { repositoryId, children } = image;
  const first = children.find(({ platform }) => platform !== null);
  if (image.kind !== "index" || !first) return [];
  const found = await db.manifestLayer.findMany({
    where: { manifest: { repositoryId, digest: first.digest, kind: "image" } },
    select: { digest: true },
    orderBy: { position: "asc" },
    take: maxBaseLayers + 1,
  });
  return found.map(({ digest }) => digest);
}
