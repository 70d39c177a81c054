import { type Request, Router } from "express";
import { actor } from "../accounts/current.ts";
import { Invalid } from "../errors.ts";
import { paths } from "../paths.ts";
import { ensureMayDelete, makePlan } from "../removal/plans.ts";
import { nameIn } from "../repositories/names.ts";
import { findRepository, guardedBy } from "../repositories/repositories.ts";
import { submit } from "../web/form.ts";
import type { Decision } from "./decide.ts";
import { judgeTags } from "./judge.ts";
import { RetentionForm } from "./schemas.ts";

/** Which tags of a repository rules would let go: tried out on the page, and then planned like any deletion. */
export const retention = Router();

retention.get("/*name/-/retention", async (req, res) => {
  const repository = await repositoryOf(req);
  const asked = Object.keys(req.query).length > 0;
  const given = asked ? req.query : { matching: "", newest: "10", pushedDays: "30", minors: "on" };
  const form = await submit(RetentionForm, given, (rules) => judgeTags(repository.id, rules));
  const decisions: Decision[] = form.ok ? form.value : [];
  res.status(form.ok ? 200 : 422).render("retention/repository", {
    repository,
    decisions,
    form: form.ok ? { values: given, errors: {} } : form,
  });
});

retention.post("/*name/-/retention", async (req, res) => {
  const repository = await repositoryOf(req);
  const form = await submit(RetentionForm, req.body, async (rules) => {
    const decisions = await judgeTags(repository.id, rules);
    const tags = decisions.filter(({ goes }) => goes).map(({ name }) => name);
    if (tags.length === 0)
      throw new Invalid({ form: "Every tag stays: there is nothing to delete." });
    return makePlan(actor(req), repository, { tags });
  });
  if (form.ok) return res.redirect(303, paths.deletion(form.value));
  res.status(422).render("retention/repository", { repository, decisions: [], form });
});

async function repositoryOf(req: Request) {
  const repository = await findRepository(actor(req), nameIn(req.params));
  ensureMayDelete(actor(req), guardedBy(repository));
  return repository;
}
