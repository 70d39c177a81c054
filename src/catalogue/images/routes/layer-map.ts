import { Router } from "express";
import { visitor } from "../../../identity/actor/request.ts";
import { PageQuery } from "../../../platform/db/keyset.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { findRepository } from "../../repositories/find.ts";
import { baseAddress, baseName } from "../bases/names.ts";
import { layerMapOf } from "../layer-map/map.ts";
import { rowHeight } from "../layer-map/picture.ts";

/** Which images of a repository share their layers, and on which base they stand. */
export const layerMapPages = Router();

layerMapPages.get("/*name/-/layers", async (req, res) => {
  const viewer = visitor(req);
  const repository = await findRepository(viewer, nameIn(req.params));
  const map = await layerMapOf(viewer, repository, readPageQuery(res, PageQuery));
  res.render("catalogue/images/layer-map/show", {
    repository,
    map,
    rowHeight,
    baseName,
    baseAddress,
  });
});
