import { Router } from "express";
import { visitor } from "../../../identity/actor/request.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { visibilityOf } from "../../../tenancy/policy/policy.ts";
import { findRepository, guardedBy } from "../../repositories/find.ts";
import { latestTags } from "../../repositories/tags/tags.ts";
import { comparisonOf } from "../compare/comparison.ts";
import { DifferenceQuery } from "../schemas.ts";

export const comparePages = Router();

comparePages.get("/*name/-/difference", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const { from, to } = DifferenceQuery.parse(req.query);
  const comparison = from && to ? await comparisonOf(repository, from, to) : null;
  const newest = to ? undefined : (await latestTags([repository.id])).get(repository.id);
  res.render("catalogue/images/compare/show", {
    repository,
    visibility: visibilityOf(guardedBy(repository)),
    form: { values: { from, to: to || (newest?.name ?? "") }, errors: {} },
    comparison,
  });
});
