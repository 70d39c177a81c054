import { Router } from "express";
import { actor, visitor } from "../../../identity/actor/request.ts";
import { existingAccounts } from "../../../identity/people/existing.ts";
import { config } from "../../../platform/config/config.ts";
import { PlaceQuery, SortQuery } from "../../../platform/db/sorted.ts";
import { fieldsIn } from "../../../platform/http/input/form.ts";
import { notePlaces, readPageQuery } from "../../../platform/http/input/page-query.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { sortedList, totalOf } from "../../../platform/http/pages/sorted-list.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { findRepository } from "../find.ts";
import { visibleRepositories } from "../list.ts";
import { repositoryPage } from "../page.ts";
import { ExploreQuery, PullQuery, RepositoriesQuery } from "../schemas.ts";
import { readTagsQuery, TagFilterQuery, TagOrderQuery } from "../tags/list-query.ts";
import { accessPages } from "./access.ts";
import { discussionPages } from "./discussion.ts";
import { settingsPages } from "./settings.ts";

/** Pages that need no sign-in if the operator allows anonymous browsing. */
export const explore = Router();
export const repositories = Router();

explore.get("/", (req, res, next) => {
  if (req.user || !config.anonymousBrowsing) return next();
  res.redirect(303, paths.explore());
});

explore.get("/explore", async (_req, res) => {
  if (!config.anonymousBrowsing) return res.redirect(303, paths.home());

  const { q } = readPageQuery(res, ExploreQuery);
  const page = await visibleRepositories(null, { q }, readPageQuery(res, PlaceQuery));
  notePlaces(res, page.sorting.read);
  res.render("catalogue/repositories/list/explore", { page, q });
});

repositories.get("/", async (req, res) => {
  if (!req.user && config.anonymousBrowsing)
    return res.redirect(303, paths.explore({ q: readPageQuery(res, ExploreQuery).q }));

  const query = readPageQuery(res, SortQuery);
  const filters = readPageQuery(res, RepositoriesQuery);
  const page = await visibleRepositories(actor(req), filters, query);
  res.render("catalogue/repositories/list/index", {
    ...sortedList(res, { filters, page, path: paths.repositories }),
    total: await totalOf(page, filters, { noun: "repository", nouns: "repositories" }),
    accounts: await existingAccounts(
      actor(req),
      page.rows.map(({ pushedBy }) => pushedBy),
    ),
  });
});

repositories.use(settingsPages, accessPages, discussionPages);

repositories.get("/*name", async (req, res, next) => {
  if (nameIn(req.params).includes("/-/")) return next(); // a page below the repository
  const viewer = visitor(req);
  const repository = await findRepository(viewer, nameIn(req.params));
  const sent = fieldsIn(TagFilterQuery, req.query);
  const tags = readTagsQuery(sent, readPageQuery(res, TagOrderQuery));
  const page = await repositoryPage(viewer, repository, {
    ...readPageQuery(res, PullQuery),
    tags,
  });
  notePlaces(res, tags.request.at);
  res.render("catalogue/repositories/show", page);
});
