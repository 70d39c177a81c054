import { Router } from "express";
import { findRepository } from "../../../catalogue/repositories/find.ts";
import { feedOf } from "../../../identity/actor/feed.ts";
import { actor } from "../../../identity/actor/request.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import type { Query } from "../../../platform/paths/parts.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { referenceOf } from "../../../platform/reference.ts";
import { visibleActivities } from "../feed.ts";
import { kindChoices } from "../kind-choices.ts";
import { resolveFilters } from "../resolve-filters.ts";
import { PlaceActivityQuery } from "../schemas.ts";

/** What happened in one repository, for anyone signed in who may see it. */
export const repositoryActivity = Router();

repositoryActivity.get("/*name/-/activity", async (req, res) => {
  const repository = await findRepository(actor(req), nameIn(req.params));
  const { older, newer, ...filters } = PlaceActivityQuery.parse(req.query);
  const asked = await resolveFilters(actor(req), { ...filters, older, newer });
  const within = { ...asked, repositoryId: repository.id };
  const page = await visibleActivities(actor(req), { older, newer }, within);
  res.render("operations/activity/repository", {
    repository,
    page,
    filters,
    days: await feedOf(actor(req), page.rows, {
      here: referenceOf(repository),
      zone: res.locals.zone,
    }),
    kinds: kindChoices.inRepository,
    address: (params: Query) => paths.repositoryActivity(repository, params),
  });
});
