import { type Request, type Response, Router } from "express";
import { actor } from "../../accounts/current.ts";
import { idIn } from "../../accounts/schemas.ts";
import { paths } from "../../paths.ts";
import { nameIn } from "../../repositories/names.ts";
import { findRepository } from "../../repositories/repositories.ts";
import { blank, submit } from "../../web/form.ts";
import { PageQuery } from "../../web/pages.ts";
import { flash } from "../../web/session.ts";
import { latestDeletions } from "../latest.ts";
import { executePlan } from "../perform.ts";
import { findPlan, makePlan, selectionOf } from "../plans.ts";
import { Confirmation, SelectionForm } from "../schemas.ts";
import { mayUndo, undo } from "../undo.ts";
import { bytesOf } from "../world.ts";

/** Where a deletion begins: what is chosen in a repository. */
export const planning = Router();

/** What was planned, and what was done. */
export const deletions = Router();

planning.post("/*name/-/deletion", async (req, res) => {
  const repository = await findRepository(actor(req), nameIn(req.params));
  const form = await submit(SelectionForm, req.body, (selection) =>
    makePlan(actor(req), repository, selection),
  );
  if (form.ok) return res.redirect(303, paths.deletion(form.value));

  const [why = ""] = Object.values(form.errors);
  res.status(422).render("removal/refused", { repository, why });
});

deletions.get("/", async (req, res) => {
  const page = await latestDeletions(actor(req), PageQuery.parse(req.query));
  res.render("removal/deletions", { page });
});

deletions.get("/:id", async (req, res) => {
  await show(req, res, blank());
});

deletions.post("/:id/execution", async (req, res) => {
  const id = idIn(req.params, "deletion");
  const form = await submit(Confirmation, req.body, () => executePlan(actor(req), id));
  if (!form.ok) return show(req, res.status(422), form);

  flash(req, "It is deleted. Here it can be put back.");
  res.redirect(303, paths.deletion({ id }));
});

deletions.post("/:id/undo", async (req, res) => {
  const id = idIn(req.params, "deletion");
  const form = await submit(Confirmation, req.body, () => undo(actor(req), id));
  if (!form.ok) return show(req, res.status(422), form);

  const elsewhere = form.value.join(", ");
  const except =
    elsewhere && ` These tags were pushed anew since and stay as they are: ${elsewhere}.`;
  flash(req, `It is put back, and appears here within seconds.${except}`);
  res.redirect(303, paths.deletion({ id }));
});

async function show(req: Request, res: Response, form: object): Promise<void> {
  const plan = await findPlan(actor(req), idIn(req.params, "deletion"));
  const { gone } = plan.contents;
  const place = {
    repositoryId: plan.repositoryNow?.id ?? 0,
    registryId: plan.namespace.registryId,
  };
  const digests = gone.map(({ digest }) => digest);
  res.render(plan.executedAt ? "removal/done" : "removal/plan", {
    plan,
    form,
    whole: "whole" in selectionOf(plan),
    sizes: await bytesOf(place, digests),
    mayUndo: mayUndo(actor(req), plan),
    inTime: plan.undoUntil !== null && plan.undoUntil > new Date(),
  });
}
