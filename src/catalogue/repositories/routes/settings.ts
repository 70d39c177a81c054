import { type Request, type Response, Router } from "express";
import { actor, audit, visitor } from "../../../identity/actor/request.ts";
import { config } from "../../../platform/config/config.ts";
import { blank, submit } from "../../../platform/http/input/form.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { canDeleteImages } from "../../../tenancy/policy/deletion.ts";
import { accessSentence } from "../access/sentences.ts";
import { describeRepository, ensureCanChange } from "../change.ts";
import { type FoundRepository, findRepository, guardedBy } from "../find.ts";
import { canChangeVisibility, canDescribe, canManageRepository } from "../policy.ts";
import { DescriptionForm } from "../schemas.ts";

/** What somebody may change of a repository, in one place; large settings have pages of their own. */
export const settingsPages = Router();

settingsPages.get("/*name/-/settings", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  ensureCanChange(actor(req), repository);
  show(req, res, repository, blank({ description: repository.description }));
});

settingsPages.post("/*name/-/settings/description", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const form = await submit(DescriptionForm, req.body, ({ description }) =>
    describeRepository(audit(req), repository, description),
  );
  if (!form.ok) return show(req, res.status(422), repository, form);

  flash(req, "The description is saved.");
  res.redirect(303, paths.repositoryReadme(repository));
});

/** The address of the form before there was a page of settings. */
settingsPages.get("/*name/-/edit", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  res.redirect(303, paths.repositorySettings(repository));
});

function show(req: Request, res: Response, repository: FoundRepository, form: object): void {
  const guarded = guardedBy(repository);
  res.render("catalogue/repositories/settings/show", {
    repository,
    form,
    access: accessSentence(repository, config.rules),
    patterns: [...repository.namespace.immutableTags, ...repository.immutableTags],
    can: {
      describe: canDescribe(actor(req), guarded),
      manage: canManageRepository(actor(req), guarded),
      changeVisibility: canChangeVisibility(actor(req), guarded, config.rules),
      delete: canDeleteImages(actor(req), guarded, config.rules),
    },
  });
}
