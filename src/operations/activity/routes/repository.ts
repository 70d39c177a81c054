import { Router } from "express";
import { findRepository } from "../../../catalogue/repositories/find.ts";
import { actor } from "../../../identity/actor/request.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import type { Query } from "../../../platform/paths/parts.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { referenceOf } from "../../../platform/reference.ts";
import { kindChoices } from "../kind-choices.ts";
import { activityIn } from "./place.ts";

/** What happened in one repository, for anyone signed in who may see it. */
export const repositoryActivity = Router();

repositoryActivity.get("/*name/-/activity", async (req, res) => {
  const repository = await findRepository(actor(req), nameIn(req.params));
  const place = { repositoryId: repository.id, here: referenceOf(repository) };
  res.render("operations/activity/repository", {
    repository,
    ...(await activityIn(req, res, place)),
    kinds: kindChoices.inRepository,
    address: (params: Query = {}) => paths.repositoryActivity(repository, params),
  });
});
