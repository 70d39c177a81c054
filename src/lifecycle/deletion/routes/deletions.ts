import { type Request, type Response, Router } from "express";
import { actor } from "../../../identity/actor/request.ts";
import { idIn } from "../../../identity/people/schemas.ts";
import { PageQuery } from "../../../platform/db/keyset.ts";
import { blank, Nothing, submit } from "../../../platform/http/input/form.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { DeletionForm } from "../../../tenancy/namespaces/schemas.ts";
import { spaceAt } from "../garbage-collection.ts";
import { type FoundPlan, findPlan, sizeOf } from "../plan/find.ts";
import { latestDeletions } from "../plan/list.ts";
import { bytesOf } from "../plan/manifest-graph-source.ts";
import { isRealm } from "../plan/selection.ts";
import { judgeUndo, startUndo } from "../restore/undo.ts";
import { startPlan } from "../run/run.ts";
import { progressOf } from "../run/steps.ts";

/** What was planned, and what was done. */
export const deletions = Router();

deletions.get("/", async (req, res) => {
  const page = await latestDeletions(actor(req), PageQuery.parse(req.query));
  res.render("lifecycle/deletion/deletions", { page });
});

deletions.get("/:id", async (req, res) => {
  await show(req, res, await planOf(req), blank({ typed: "" }));
});

/** What is much is confirmed by its name. The rest is not: its page says what vanishes, and it can be put back. */
deletions.post("/:id/execution", async (req, res) => {
  const plan = await planOf(req);
  const schema = isRealm(plan.selection) ? DeletionForm(plan.subject) : Nothing;
  const form = await submit(schema, req.body, () => startPlan(actor(req), plan.id));
  if (!form.ok) return show(req, res.status(422), await planOf(req), form);

  if (form.value === "done") flash(req, "It is deleted. Here it can be put back.");
  else flash(req, "It is being deleted. This page says how far that is; you need not stay.");
  res.redirect(303, paths.deletion(plan));
});

deletions.post("/:id/undo", async (req, res) => {
  const plan = await planOf(req);
  const form = await submit(Nothing, req.body, () => startUndo(actor(req), plan.id));
  if (!form.ok) return show(req, res.status(422), await planOf(req), form);

  const elsewhere = form.value?.join(", ");
  const except =
    elsewhere && ` These tags were pushed anew since and stay as they are: ${elsewhere}.`;
  if (form.value) flash(req, `It is put back, and appears here within seconds.${except}`);
  else flash(req, "It is being put back. This page says how far that is; you need not stay.");
  res.redirect(303, paths.deletion(plan));
});

function planOf(req: Request): Promise<FoundPlan> {
  return findPlan(actor(req), idIn(req.params, "deletion"));
}

async function show(req: Request, res: Response, plan: FoundPlan, form: object): Promise<void> {
  const { contents, repository, selection } = plan;
  const digests = (contents.gone ?? []).map(({ digest }) => digest);
  const [sizes, progress, space] = await Promise.all([
    bytesOf({ repositoryId: repository?.id ?? 0 }, digests),
    progressOf(plan.id),
    spaceAt(plan),
  ]);
  res.render(plan.executedAt ? "lifecycle/deletion/done" : "lifecycle/deletion/plan", {
    plan,
    form,
    sizes,
    progress,
    space,
    size: sizeOf(contents),
    realm: isRealm(selection) ? selection : null,
    whole: "whole" in selection,
    restorable: judgeUndo(actor(req), plan),
    inTime: plan.undoUntil !== null && plan.undoUntil > new Date(),
  });
}
