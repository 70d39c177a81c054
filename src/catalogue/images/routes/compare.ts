import { type Response, Router } from "express";
import { visitor } from "../../../identity/actor/request.ts";
import { config } from "../../../platform/config/config.ts";
import { orNull } from "../../../platform/errors.ts";
import { blank } from "../../../platform/http/input/form.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { findRepository } from "../../repositories/find.ts";
import { latestTags } from "../../repositories/tags/tags.ts";
import { comparisonOf } from "../compare/comparison.ts";
import { findSide, imageReference, type Side, sideOf } from "../compare/sides.ts";
import { CompareQuery, DifferenceQuery } from "../schemas.ts";

/** The comparison of two images of a repository, by tags or digests. */
export const comparePages = Router();

comparePages.get("/*name/-/difference", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const { from, to, tags, platform } = DifferenceQuery.parse(req.query);
  const [one, other] = tags.length === 2 ? tags : [from, to];
  if (one && other) {
    const sides = await Promise.all([sideOf(repository, one), sideOf(repository, other)]);
    return show(res, tags.length === 2 ? byAge(sides) : sides, platform);
  }
  const newest = (await latestTags([repository.id])).get(repository.id);
  const full = (name?: string) => (name ? imageReference(repository, name) : "");
  showForm(res, { from: full(one || tags[0]), to: full(other || newest?.name) });
});

/** Of any two repositories. Needs no sign-in if the operator allows anonymous browsing. */
export const compareAny = Router();

compareAny.get("/compare", async (req, res) => {
  const viewer = visitor(req);
  const { from, to, platform } = CompareQuery.parse(req.query);
  if (!from || !to) return showForm(res, { from, to });

  const [before, after] = await Promise.all(
    [from, to].map((reference) => findSide(viewer, reference).catch(orNull)),
  );
  if (before && after) return show(res, [before, after], platform);
  showForm(
    res.status(422),
    { from, to },
    { ...(!before && { from: notFound }), ...(!after && { to: notFound }) },
  );
});

const notFound =
  "There is no such image, or you don't have access to it. Write it as web/site:1.2 or web/site@sha256:….";

function byAge([one, other]: [Side, Side]): [Side, Side] {
  return one.image.pushedAt > other.image.pushedAt ? [other, one] : [one, other];
}

async function show(res: Response, [before, after]: [Side, Side], platform: string) {
  const comparison = await comparisonOf(before, after, { platform });
  const [from, to] = [before.reference, after.reference];
  res.render("catalogue/images/compare/show", {
    form: blank({ from, to }),
    comparison,
    link: config.url + paths.compare(from, to, { platform }),
  });
}

function showForm(
  res: Response,
  values: { from: string; to: string },
  errors: Record<string, string> = {},
): void {
  res.render("catalogue/images/compare/show", { form: { values, errors }, comparison: null });
}
