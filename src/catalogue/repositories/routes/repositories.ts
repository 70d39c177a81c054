import { Router } from "express";
import { actor, audit, visitor } from "../../../identity/actor/request.ts";
import { config } from "../../../platform/config/config.ts";
import { PageQuery } from "../../../platform/db/keyset.ts";
import { blank, submit } from "../../../platform/http/input/form.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { describeRepository, ensureCanDescribe } from "../change.ts";
import { findRepository } from "../find.ts";
import { visibleRepositories } from "../list.ts";
import { repositoryPage } from "../page.ts";
import { DescriptionForm, RepositoriesQuery } from "../schemas.ts";
import { accessPages } from "./access.ts";
import { discussionPages } from "./discussion.ts";

/** Pages that need no sign-in if the operator allows anonymous browsing. */
export const explore = Router();
export const repositories = Router();

explore.get("/", (req, res, next) => {
  if (req.user || !config.anonymousBrowsing) return next();
  res.redirect(303, paths.explore());
});

explore.get("/explore", async (req, res) => {
  if (!config.anonymousBrowsing) return res.redirect(303, paths.home());

  const { older, newer, q } = RepositoriesQuery.parse(req.query);
  const page = await visibleRepositories(null, { q }, { older, newer });
  res.render("catalogue/repositories/list/explore", { page, q });
});

repositories.get("/", async (req, res) => {
  if (!req.user && config.anonymousBrowsing) return res.redirect(303, paths.explore());

  const { older, newer, ...filters } = RepositoriesQuery.parse(req.query);
  const page = await visibleRepositories(actor(req), filters, { older, newer });
  res.render("catalogue/repositories/list/index", { page, filters });
});

repositories.use(accessPages, discussionPages);

repositories.get("/*name/-/edit", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  ensureCanDescribe(actor(req), repository);

  res.render("catalogue/repositories/edit", {
    repository,
    form: blank({ description: repository.description }),
  });
});

repositories.post("/*name/-/edit", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const form = await submit(DescriptionForm, req.body, ({ description }) =>
    describeRepository(audit(req), repository, description),
  );
  if (!form.ok) return res.status(422).render("catalogue/repositories/edit", { repository, form });

  flash(req, "The description is saved.");
  res.redirect(303, paths.repository(repository));
});

repositories.get("/*name", async (req, res, next) => {
  if (nameIn(req.params).includes("/-/")) return next(); // a page below the repository
  const viewer = visitor(req);
  const repository = await findRepository(viewer, nameIn(req.params));
  const page = await repositoryPage(viewer, repository, PageQuery.parse(req.query));
  res.render("catalogue/repositories/show", page);
});
