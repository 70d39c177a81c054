import { Router } from "express";
import { groupByDay } from "../../../history/sentences.ts";
import { actor, visitor } from "../../../identity/actor/actor.ts";
import { config } from "../../../platform/config/config.ts";
import { blank, submit } from "../../../platform/http/form.ts";
import { markdown } from "../../../platform/http/markdown.ts";
import { nameIn } from "../../../platform/http/params.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { referenceOf } from "../../../platform/reference.ts";
import { allowedActions, visibilityOf } from "../../../tenancy/policy/policy.ts";
import { pullsByDay } from "../../pulls/by-day.ts";
import { whoMayUse } from "../access/sentences.ts";
import { describeRepository, ensureDescribable } from "../description.ts";
import { discussionOf } from "../discussion/discussion.ts";
import { lastActivities } from "../history.ts";
import { visibleRepositories } from "../list.ts";
import { canDescribe, canManageRepository } from "../policy.ts";
import { findRepository, guardedBy } from "../repositories.ts";
import { DescriptionForm, RepositoriesQuery, RepositoryQuery } from "../schemas.ts";
import { isImmutable, patternsOf } from "../tags/immutable-patterns.ts";
import { preferredTags } from "../tags/preferred-tags.ts";
import { taggedDigests } from "../tags/tags.ts";
import { repositoryAccess } from "./access.ts";
import { discussion } from "./discussion.ts";

/** What anyone may look at, where the operator lets them (API-013). */
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
  res.render("catalogue/repositories/explore", { page, q });
});

repositories.get("/", async (req, res) => {
  if (!req.user && config.anonymousBrowsing) return res.redirect(303, paths.explore());

  const { older, newer, ...filters } = RepositoriesQuery.parse(req.query);
  const page = await visibleRepositories(actor(req), filters, { older, newer });
  res.render("catalogue/repositories/index", { page, filters });
});

repositories.use(repositoryAccess, discussion);

repositories.get("/*name/-/edit", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  ensureDescribable(actor(req), repository);

  res.render("catalogue/repositories/edit", {
    repository,
    form: blank({ description: repository.description }),
  });
});

repositories.post("/*name/-/edit", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const form = await submit(DescriptionForm, req.body, ({ description }) =>
    describeRepository(actor(req), repository, description),
  );
  if (!form.ok) return res.status(422).render("catalogue/repositories/edit", { repository, form });

  flash(req, "The description is saved.");
  res.redirect(303, paths.repository(repository));
});

repositories.get("/*name", async (req, res, next) => {
  if (nameIn(req.params).includes("/-/")) return next(); // a page about something in it
  const repository = await findRepository(visitor(req), nameIn(req.params));
  res.render("catalogue/repositories/show", {
    repository,
    page: await taggedDigests(repository.id, RepositoryQuery.parse(req.query)),
    preferred: (await preferredTags([repository.id])).get(repository.id),
    description: markdown(repository.description),
    isImmutable: (tag: string) => isImmutable(patternsOf(repository), tag),
    access: whoMayUse(repository, config.rules),
    visibility: visibilityOf(guardedBy(repository)),
    actions: allowedActions(visitor(req), guardedBy(repository), config.rules),
    mayDescribe: canDescribe(visitor(req), guardedBy(repository)),
    mayManage: canManageRepository(visitor(req), guardedBy(repository)),
    talk: await discussionOf(visitor(req), repository, { size: 5 }),
    pulls: await pullsByDay({ id: repository.id }, 30),
    days: groupByDay(await lastActivities(repository), referenceOf(repository)),
  });
});
