import { type Response, Router } from "express";
import type { Actor } from "../../../identity/actor/actor.ts";
import { actor } from "../../../identity/actor/request.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { namespaceReference } from "../../../platform/reference.ts";
import { findNamespace } from "../../../tenancy/namespaces/find.ts";
import { storageOfAll } from "../history/history.ts";
import { canSeeTotal } from "../policy.ts";
import { SizeMapQuery } from "../schemas.ts";
import { drawBlocks } from "./draw.ts";
import { biggestImages } from "./images.ts";
import { largestNamespaces, type NamespaceBlock, type RegistryBlocks } from "./namespaces.ts";
import { heaviestRepositories } from "./repositories.ts";

export const sizeMap = Router();

sizeMap.get("/", async (req, res) => {
  const { namespace } = readPageQuery(res, SizeMapQuery);
  if (namespace) await showNamespace(res, actor(req), namespace);
  else await showAll(res, actor(req));
});

async function showAll(res: Response, viewer: Actor): Promise<void> {
  const [registries, images, storage] = await Promise.all([
    largestNamespaces(viewer),
    biggestImages(viewer, null),
    canSeeTotal(viewer) ? storageOfAll() : null,
  ]);
  res.render("catalogue/sizes/map/all", { maps: registries.map(mapOf), images, storage });
}

function mapOf({ hostname, namespaces, rest }: RegistryBlocks) {
  const rows = namespaces.map(blockOf);
  return { hostname, rows, rest, blocks: drawBlocks(rows, rest) };
}

function blockOf({ id, ...block }: NamespaceBlock) {
  return { ...block, name: namespaceReference(block), href: paths.treemap({ namespace: id }) };
}

async function showNamespace(res: Response, viewer: Actor, id: number): Promise<void> {
  const namespace = await findNamespace(viewer, id);
  const [{ repositories, rest }, images] = await Promise.all([
    heaviestRepositories(id, viewer),
    biggestImages(viewer, namespace),
  ]);
  const rows = repositories.map((row) => ({
    ...row,
    href: paths.repositorySizes({ ...row, namespace }),
  }));
  res.render("catalogue/sizes/map/namespace", {
    namespace,
    images,
    map: { rows, rest, blocks: drawBlocks(rows, rest) },
  });
}
