import { type Request, Router } from "express";
import { actor } from "../accounts/current.ts";
import { config } from "../config.ts";
import { SignInRequired } from "../errors.ts";
import { allowedActions } from "../namespaces/policy.ts";
import { whoMay } from "../namespaces/sentences.ts";
import { paths } from "../paths.ts";
import { byDay } from "../sentences.ts";
import { blank, submit } from "../web/form.ts";
import { markdown } from "../web/markdown.ts";
import { flash } from "../web/session.ts";
import { describeRepository, ensureDescribable } from "./description.ts";
import { lastActivities } from "./history.ts";
import { canDescribe } from "./policy.ts";
import { findRepository, visibleRepositories } from "./repositories.ts";
import { DescriptionForm, RepositoriesQuery, RepositoryQuery } from "./schemas.ts";
import { latestTags, taggedDigests } from "./tags.ts";

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
  res.render("repositories/explore", { page, q, hostname: config.registry.host });
});

repositories.get("/", async (req, res) => {
  if (!req.user && config.anonymousBrowsing) return res.redirect(303, paths.explore());

  const { older, newer, ...filters } = RepositoriesQuery.parse(req.query);
  const page = await visibleRepositories(actor(req), filters, { older, newer });
  res.render("repositories/index", { page, filters });
});

repositories.get("/*name/-/edit", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req));
  ensureDescribable(actor(req), repository);

  res.render("repositories/edit", {
    repository,
    form: blank({ description: repository.description }),
  });
});

repositories.post("/*name/-/edit", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req));
  const form = await submit(DescriptionForm, req.body, ({ description }) =>
    describeRepository(actor(req), repository, description),
  );
  if (!form.ok) return res.status(422).render("repositories/edit", { repository, form });

  flash(req, "The description is saved.");
  res.redirect(303, paths.repository(repository));
});

repositories.get("/*name", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req));
  const { namespace } = repository;
  res.render("repositories/show", {
    repository,
    page: await taggedDigests(repository.id, RepositoryQuery.parse(req.query)),
    newest: (await latestTags([repository.id])).get(repository.id)?.name,
    description: markdown(repository.description),
    reference: `${namespace.registry.hostname}/${repository.fullName}`,
    access: whoMay(namespace, config.rules),
    actions: allowedActions(visitor(req), namespace, config.rules),
    mayDescribe: canDescribe(visitor(req), namespace),
    days: byDay(await lastActivities(repository.id), repository.fullName),
  });
});

/** Who looks: anyone, unless the operator closed the door to those who are not signed in. */
function visitor(req: Request) {
  if (!req.user && !config.anonymousBrowsing) throw new SignInRequired();
  return req.user ?? null;
}

/** Names have slashes; what follows `/-/` is no part of them, since no part of a name is a dash alone. */
function nameIn(req: Request): string {
  const { name } = req.params;
  return Array.isArray(name) ? name.join("/") : String(name);
}
