import type { ActorAudit } from "../../../identity/actor/audit.ts";
import { type DeletionPlan, db, transaction } from "../../../platform/db/client.ts";
import { Invalid } from "../../../platform/errors.ts";
import { holdsLease, keepLeaseDuring, type RunOptions, renewLease } from "../lease.ts";
import { closureOf } from "../plan/closure.ts";
import { type FoundPlan, findPlan, maxImmediateSteps, sizeOf } from "../plan/find.ts";
import { loadManifestGraph } from "../plan/manifest-graph-source.ts";
import { isTarget, selectionOf } from "../plan/selection.ts";
import { archiveRows } from "../restore/archived-rows.ts";
import { runStep, type StepOutcome } from "./delete-step.ts";
import { type Fields, finishDeletion, giveUp } from "./finish.ts";
import { ensureUnchanged, start } from "./start.ts";
import { addSteps, nextStep } from "./steps.ts";

const maxRounds = 3; // for pushes to a namespace while it is being deleted

/** Runs a plan and waits for its end, if its contents are still as shown. What the registry refuses to delete stays in the catalogue. */
export async function executePlan(audit: ActorAudit, id: number): Promise<Ended> {
  const plan = await findPlan(audit.actor, id);
  await ensureUnchanged(plan);
  return executeUnreviewed(audit, plan);
}

/** Runs a plan for an API client, which has not seen it. */
export async function executeUnreviewed(audit: ActorAudit, plan: FoundPlan): Promise<Ended> {
  const outcome = await execute(audit, plan);
  if (outcome === "started")
    throw new Invalid({
      form: "The registry stopped responding partway. Portus will retry and finish the deletion; see its page for progress.",
    });
  return outcome;
}

/** Runs a plan for a person. A long deletion runs in the background, and its page shows the progress. */
export async function startPlan(audit: ActorAudit, id: number): Promise<"done" | "started"> {
  const plan = await findPlan(audit.actor, id);
  await ensureUnchanged(plan);
  const outcome =
    sizeOf(plan.contents) <= maxImmediateSteps
      ? await execute(audit, plan).catch(asOneSentence)
      : await startInBackground(audit, plan);
  ensureOurs(outcome);
  return outcome;
}

type Outcome = "done" | "started" | "deleted by others";
type Ended = Exclude<Outcome, "started">;

export const deletedByOthers = "Another deletion already deletes all of this.";

/** Refuses a deletion that has nothing left to delete. */
export function ensureOurs(outcome: Outcome): asserts outcome is "done" | "started" {
  if (outcome === "deleted by others") throw new Invalid({ form: deletedByOthers });
}

async function startInBackground(audit: ActorAudit, plan: FoundPlan): Promise<Outcome> {
  return (await start(audit, plan, "anyone")) ? "started" : "deleted by others";
}

async function execute(audit: ActorAudit, plan: FoundPlan): Promise<Outcome> {
  if (!(await start(audit, plan, "us"))) return "deleted by others";
  const where = { id: plan.id };
  const refused = await runDeletion(await db.deletionPlan.findUniqueOrThrow({ where }), {});
  if (refused) throw new Invalid(refused);
  const { finishedAt } = await db.deletionPlan.findUniqueOrThrow({ where });
  return finishedAt ? "done" : "started";
}

/** Continues a started deletion. Returns what was refused, by field; null if all is deleted, or it continues later. */
export async function runDeletion(plan: DeletionPlan, options: RunOptions): Promise<Fields | null> {
  for (let round = 0; round < maxRounds; round += 1) {
    if ((await runRound(plan, options)) === "postponed") return null;
    const outcome = await finishDeletion(plan);
    if (outcome !== "again") return outcome;
  }
  return giveUp(plan);
}

async function runRound(plan: DeletionPlan, options: RunOptions): Promise<StepOutcome> {
  let outcome = await runWaitingSteps(plan, options);
  if (outcome !== "done") return outcome;
  for (const repository of await remainingRepositories(plan)) {
    await addRepository(plan, repository);
    outcome = await runWaitingSteps(plan, options);
    if (outcome !== "done") break;
  }
  return outcome;
}

async function runWaitingSteps(plan: DeletionPlan, options: RunOptions): Promise<StepOutcome> {
  for (let step = await nextStep(plan.id); step; step = await nextStep(plan.id)) {
    if (!(await renewLease(plan, options))) return "postponed";
    const now = step;
    const outcome = await keepLeaseDuring(plan, () => runStep(plan, now, options));
    if (outcome !== "done") return outcome;
  }
  return "done";
}

/** Repositories of the target that still exist, without those of which the registry refused something. */
async function remainingRepositories(plan: DeletionPlan) {
  const { id: planId } = plan;
  const selection = selectionOf(plan);
  if (!isTarget(selection) || selection.receivingTeam !== undefined) return [];
  const refused = await db.deletionStep.findMany({
    where: { planId, state: "refused" },
    select: { repository: true },
    distinct: ["repository"],
  });
  const refusing = new Set(refused.map(({ repository }) => repository));
  const repositories = await db.repository.findMany({
    where: { namespaceId: { in: selection.namespaces } },
    select: { id: true, fullName: true, namespace: { select: { registryId: true } } },
    orderBy: { id: "asc" },
  });
  return repositories.filter(({ fullName }) => !refusing.has(fullName));
}

type Remaining = Awaited<ReturnType<typeof remainingRepositories>>[number];

async function addRepository(plan: DeletionPlan, { namespace, ...place }: Remaining) {
  const { id: planId } = plan;
  const contents = closureOf(await loadManifestGraph(place.id), { whole: true });
  await transaction(async (tx) => {
    if (!(await holdsLease(tx, plan))) return;
    await archiveRows(tx, { planId, root: "repositories", ids: [place.id] });
    await addSteps(tx, planId, { place: { ...place, ...namespace }, contents });
  });
}

/** Errors by repository become one sentence, since the form has no field for each. */
function asOneSentence(error: unknown): never {
  if (!(error instanceof Invalid) || "form" in error.fields) throw error;
  const all = Object.entries(error.fields).map(([name, why]) => `${name}: ${why}.`);
  throw new Invalid({ form: all.join(" ") });
}
