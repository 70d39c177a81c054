import { Router } from "express";
import { actor, visitor } from "../../../identity/actor/request.ts";
import { existingAccounts } from "../../../identity/people/existing.ts";
import { config } from "../../../platform/config/config.ts";
import { GivenQuery } from "../../../platform/http/input/ignored.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { sortedList, totalOf } from "../../../platform/http/pages/sorted-list.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { findRepository } from "../find.ts";
import { visibleRepositories } from "../list.ts";
import { repositoryPage } from "../page.ts";
import { PullQuery, RepositoriesQuery } from "../schemas.ts";
import { TagsQuery } from "../tags/list-query.ts";
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

explore.get("/explore", async (req, res) => {
  if (!config.anonymousBrowsing) return res.redirect(303, paths.home());

  const { q } = RepositoriesQuery.parse(req.query);
  const { older, newer } = GivenQuery.parse(req.query);
  const page = await visibleRepositories(null, { q }, { older, newer });
  res.render("catalogue/repositories/list/explore", { page, q });
});

repositories.get("/", async (req, res) => {
  if (!req.user && config.anonymousBrowsing) return res.redirect(303, paths.explore());

  const query = GivenQuery.parse(req.query);
  const filters = RepositoriesQuery.parse(req.query);
  const page = await visibleRepositories(actor(req), filters, query);
  res.render("catalogue/repositories/list/index", {
    ...sortedList({ query, filters, page, path: paths.repositories }),
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
  const page = await repositoryPage(viewer, repository, {
    ...PullQuery.parse(req.query),
    tags: TagsQuery.parse(req.query),
  });
  res.render("catalogue/repositories/show", page);
});
