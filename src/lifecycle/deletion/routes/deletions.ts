import { type Request, type Response, Router } from "express";
import type { Actor } from "../../../identity/actor/actor.ts";
import { actor, audit, requireRecentSignInIf } from "../../../identity/actor/request.ts";
import { blank, Nothing, submit } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { flash, flashLink } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { namespaceReference, referenceOf } from "../../../platform/reference.ts";
import { DeletionForm } from "../../../tenancy/namespaces/schemas.ts";
import { listedDays } from "../../times.ts";
import { garbageCollectionsFor } from "../garbage-collection.ts";
import { listDeletions } from "../list/list.ts";
import { DeletionsQuery } from "../list/schemas.ts";
import { type FoundPlan, findPlan, sizeOf } from "../plan/find.ts";
import { immutableSentence, immutableTagsOf } from "../plan/immutable.ts";
import { bytesOf } from "../plan/manifest-graph-source.ts";
import { isTarget } from "../plan/selection.ts";
import { restoreRefusal, startRestore } from "../restore/start.ts";
import { startPlan } from "../run/run.ts";
import { progressOf } from "../run/steps.ts";
import {
  buttonText,
  deletionTitle,
  fate,
  planTitle,
  restoredSentence,
  soleUse,
  startedSentence,
  transferSentence,
} from "./sentences.ts";
import { imagesSummary, targetSummary } from "./summary.ts";

export const deletions = Router();

deletions.get("/", async (req, res) => {
  const { older, newer, ...filters } = readPageQuery(res, DeletionsQuery);
  const page = await listDeletions(actor(req), filters, { older, newer });
  res.render("lifecycle/deletion/deletions", { page, filters, listedDays });
});

deletions.get("/:id", async (req, res) => {
  await show(req, res, await planOf(req), blank({ typed: "" }));
});

/** A namespace or team is confirmed by its name. The page of any other deletion lists everything that it deletes. */
deletions.post("/:id/execution", requireRecentSignInIf(deletesTarget), async (req, res) => {
  const plan = await planOf(req);
  const schema = isTarget(plan.selection) ? DeletionForm(plan.subject) : Nothing;
  const form = await submit(schema, req.body, () => startPlan(audit(req), plan.id));
  if (!form.ok) return show(req, res.status(422), await planOf(req), form);

  flash(req, startedSentence(form.value));
  res.redirect(303, paths.deletion(plan));
});

deletions.post("/:id/restoration", async (req, res) => {
  const plan = await planOf(req);
  const form = await submit(Nothing, req.body, () => startRestore(audit(req), plan.id));
  if (!form.ok) return show(req, res.status(422), await planOf(req), form);

  flashLink(req, restoredSentence(form.value), await linkToRestored(actor(req), plan.id));
  res.redirect(303, paths.deletion(plan));
});

/** Whether a namespace or a whole team would be deleted. */
async function deletesTarget(req: Request): Promise<boolean> {
  return isTarget((await planOf(req)).selection);
}

/** Where people find what was restored; undefined if that is nowhere yet. */
async function linkToRestored(viewer: Actor, id: number) {
  const { repository, namespace, selection } = await findPlan(viewer, id);
  if (repository)
    return { label: `Open ${referenceOf(repository)}`, href: paths.repository(repository) };
  if (namespace)
    return { label: `Open ${namespaceReference(namespace)}`, href: paths.namespace(namespace) };
  const team = isTarget(selection) ? selection.team : undefined;
  return team === undefined
    ? undefined
    : { label: "Open the team", href: paths.team({ id: team }) };
}

function planOf(req: Request): Promise<FoundPlan> {
  return findPlan(actor(req), idIn(req.params, "deletion"));
}

async function show(req: Request, res: Response, plan: FoundPlan, form: object): Promise<void> {
  const { contents, repository, selection } = plan;
  const digests = (contents.deleted ?? []).map(({ digest }) => digest);
  const [sizes, progress, space] = await Promise.all([
    bytesOf({ repositoryId: repository?.id ?? 0 }, digests),
    progressOf(plan.id),
    garbageCollectionsFor(plan),
  ]);
  const running = !plan.finishedAt || (plan.restoringAt !== null && plan.restoredAt === null);
  res.render(plan.executedAt ? "lifecycle/deletion/done" : "lifecycle/deletion/plan", {
    plan,
    form,
    sizes,
    progress,
    space,
    size: sizeOf(contents),
    summary: isTarget(selection) ? targetSummary(contents) : imagesSummary(contents),
    target: isTarget(selection) ? selection : null,
    whole: "whole" in selection,
    running,
    title: plan.executedAt ? deletionTitle(plan, { running }) : planTitle(plan),
    button: buttonText(plan),
    fate,
    soleUse,
    transferSentence,
    back: backOf(plan),
    restoreRefusal: restoreRefusal(actor(req), plan),
    immutable: plan.executedAt ? [] : await immutableTagsOf(plan),
    immutableSentence: immutableSentence(actor(req)),
    inTime: plan.restorableUntil !== null && plan.restorableUntil > new Date(),
  });
}

function backOf({ repository, namespace, selection }: FoundPlan): string {
  if (repository) return paths.repository(repository);
  if (namespace) return paths.namespace(namespace);
  const team = isTarget(selection) ? selection.team : undefined;
  return team === undefined ? paths.deletions() : paths.team({ id: team });
}
