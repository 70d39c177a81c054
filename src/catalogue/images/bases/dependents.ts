import type { Actor } from "../../../identity/actor/actor.ts";
import { db } from "../../../platform/db/client.ts";
import type { Located } from "../../../platform/reference.ts";
import { repositoryVisibleTo } from "../../../tenancy/policy/visible.ts";
import type { FoundImage } from "../find.ts";
import { lowestLayers } from "./candidates.ts";
import { layerChain, maxBaseLayers } from "./chain.ts";

/** The repositories with images that stand on an image, those with most first. */
export interface Dependents {
  images: number;
  repositories: { repository: Located; images: number }[];
  /** How many repositories are not listed. */
  more: number;
  /** Whether there may be others: only so many images were looked at. */
  atLeast: boolean;
}

const maxUsers = 2_000; // of the topmost layer, among which those are looked for that have it in the same place
const maxImages = 300;
const maxShown = 8;

/** The images that begin with all layers of an image, in repositories that the actor may see. */
export async function dependentsOf(actor: Actor | null, image: FoundImage): Promise<Dependents> {
  const layers = await lowestLayers(image);
  const topmost = layers.at(-1);
  const rows =
    topmost && layers.length <= maxBaseLayers ? await findDependents(actor, layers, topmost) : [];
  const images = rows.reduce((sum, row) => sum + row.images, 0);
  return {
    images,
    repositories: rows.slice(0, maxShown).map(({ fullName, hostname, ...row }) => ({
      repository: { fullName, namespace: { registry: { hostname } } },
      images: row.images,
    })),
    more: Math.max(0, rows.length - maxShown),
    atLeast: images >= maxImages,
  };
}

interface Row {
  fullName: string;
  hostname: string;
  images: number;
}

function findDependents(actor: Actor | null, layers: string[], topmost: string): Promise<Row[]> {
  const chain = layerChain(layers);
  return db.$queryRaw`
    SELECT repositories.full_name AS "fullName", registries.hostname, count(*)::int AS images
    FROM (
      SELECT manifest_id FROM (
        SELECT manifest_id, position FROM manifest_layers WHERE digest = ${topmost} LIMIT ${maxUsers}
      ) AS users WHERE position = ${layers.length - 1} LIMIT ${maxImages}
    ) AS users
    JOIN manifests ON manifests.id = users.manifest_id
    JOIN repositories ON repositories.id = manifests.repository_id
    JOIN namespaces ON namespaces.id = repositories.namespace_id
    JOIN registries ON registries.id = namespaces.registry_id
    WHERE manifests.kind = 'image' AND manifests.layer_chain <> ${chain} AND ${repositoryVisibleTo(actor)}
      AND ${chain} = (
        SELECT sha256(convert_to(string_agg(digest || chr(10), '' ORDER BY position), 'UTF8'))
        FROM manifest_layers WHERE manifest_id = manifests.id AND position < ${layers.length})
    GROUP BY repositories.id, registries.id
    ORDER BY images DESC, repositories.full_name`;
}
