import { Router } from "express";
import { visitor } from "../../../identity/actor/request.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { visibilityOf } from "../../../tenancy/policy/policy.ts";
import { findRepository, guardedBy } from "../../repositories/repositories.ts";
import { latestTags } from "../../repositories/tags/tags.ts";
import { compareImages, isSame } from "../compare/difference.ts";
import { differenceSide } from "../compare/difference-side.ts";
import { findImage } from "../find.ts";
import { DifferenceQuery } from "../schemas.ts";

/** Compares two images of a repository, each given by tag or digest. */
export const comparePages = Router();

comparePages.get("/*name/-/difference", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const { from, to } = DifferenceQuery.parse(req.query);
  const view = {
    repository,
    visibility: visibilityOf(guardedBy(repository)),
    form: { values: { from, to }, errors: {} },
  };
  if (!from || !to) {
    const newest = (await latestTags([repository.id])).get(repository.id)?.name ?? "";
    const values = { from, to: to || newest };
    return res.render("catalogue/images/compare/show", {
      ...view,
      form: { values, errors: {} },
      found: null,
    });
  }

  const [before, after] = await Promise.all([
    findImage(repository.id, from),
    findImage(repository.id, to),
  ]);
  const found = compareImages(
    ...(await Promise.all([differenceSide(before), differenceSide(after)])),
  );
  res.render("catalogue/images/compare/show", {
    ...view,
    found,
    same: isSame(found),
    before,
    after,
  });
});
