import type { Actor } from "../../../identity/actor/actor.ts";
import { type DeletionPlan, db, transaction } from "../../../platform/db/client.ts";
import { Invalid } from "../../../platform/errors.ts";
import { holdPlan, isOurs, keepGoing, type Pace } from "../lease.ts";
import { closureOf } from "../plan/closure.ts";
import { type FoundPlan, findPlan, sizeOf, small } from "../plan/find.ts";
import { worldOf } from "../plan/manifest-graph-source.ts";
import { choiceOf, isRealm } from "../plan/selection.ts";
import { keepRows } from "../restore/archived-rows.ts";
import { type Taken, take } from "./delete-step.ts";
import { conclude, type Fields, giveUp } from "./finish.ts";
import { begin, ensureSame } from "./start.ts";
import { addSteps, nextStep } from "./steps.ts";

const rounds = 3; // for what is pushed to a namespace while it is being deleted

/** Deletes what a plan shows, if all of it is still as it was shown, and waits for that. What the registry does not let go stays here too. */
export async function executePlan(actor: Actor, id: number): Promise<void> {
  const plan = await findPlan(actor, id);
  await ensureSame(plan);
  await executeAsItIs(actor, plan);
}

/** The same for programs, which say at once what they want gone and are shown nothing before. */
export async function executeAsItIs(actor: Actor, plan: FoundPlan): Promise<void> {
  if ((await execute(actor, plan)) === "begun")
    throw new Invalid({
      form: "The registry stopped answering in the middle. It is asked again, and the rest goes then: the page of the deletion says how far that is.",
    });
}

/** The same for people: a long one is carried on by whichever process is free, while its page says how far it is. */
export async function startPlan(actor: Actor, id: number): Promise<"done" | "begun"> {
  const plan = await findPlan(actor, id);
  await ensureSame(plan);
  if (sizeOf(plan.contents) <= small) return execute(actor, plan).catch(inOneSentence);
  await begin(actor, plan, "anybody");
  return "begun";
}

async function execute(actor: Actor, plan: FoundPlan): Promise<"done" | "begun"> {
  await begin(actor, plan, "us");
  const where = { id: plan.id };
  const leftOver = await carryOut(await db.deletionPlan.findUniqueOrThrow({ where }), {});
  if (leftOver) throw new Invalid(leftOver);
  const { finishedAt } = await db.deletionPlan.findUniqueOrThrow({ where });
  return finishedAt ? "done" : "begun";
}

/** Goes on from where a deletion is. What could not be deleted, by field; null if all is gone, or others go on later. */
export async function carryOut(plan: DeletionPlan, pace: Pace): Promise<Fields | null> {
  for (let round = 0; round < rounds; round += 1) {
    if ((await takeRound(plan, pace)) === "later") return null;
    const outcome = await conclude(plan);
    if (outcome !== "again") return outcome;
  }
  return giveUp(plan);
}

async function takeRound(plan: DeletionPlan, pace: Pace): Promise<Taken> {
  let taken = await takeWaiting(plan, pace);
  if (taken !== "taken") return taken;
  for (const repository of await repositoriesLeft(plan)) {
    await chooseWhole(plan, repository);
    taken = await takeWaiting(plan, pace);
    if (taken !== "taken") break;
  }
  return taken;
}

async function takeWaiting(plan: DeletionPlan, pace: Pace): Promise<Taken> {
  for (let step = await nextStep(plan.id); step; step = await nextStep(plan.id)) {
    if (!(await keepGoing(plan, pace))) return "later";
    const now = step;
    const taken = await holdPlan(plan, () => take(plan, now, pace));
    if (taken !== "taken") return taken;
  }
  return "taken";
}

/** Those that are there yet, without those that the registry does not let go. */
async function repositoriesLeft(plan: DeletionPlan) {
  const { id: planId } = plan;
  const choice = choiceOf(plan);
  if (!isRealm(choice) || choice.heir !== undefined) return [];
  const kept = await db.deletionStep.findMany({
    where: { planId, state: "kept" },
    select: { repository: true },
    distinct: ["repository"],
  });
  const keeping = new Set(kept.map(({ repository }) => repository));
  const there = await db.repository.findMany({
    where: { namespaceId: { in: choice.namespaces } },
    select: { id: true, fullName: true, namespace: { select: { registryId: true } } },
    orderBy: { id: "asc" },
  });
  return there.filter(({ fullName }) => !keeping.has(fullName));
}

type Left = Awaited<ReturnType<typeof repositoriesLeft>>[number];

async function chooseWhole(plan: DeletionPlan, { namespace, ...place }: Left) {
  const { id: planId } = plan;
  const contents = closureOf(await worldOf(place.id), { whole: true });
  await transaction(async (tx) => {
    if (!(await isOurs(tx, plan))) return;
    await keepRows(tx, { planId, root: "repositories", ids: [place.id] });
    await addSteps(tx, planId, { place: { ...place, ...namespace }, contents });
  });
}

/** What could not be removed is told by repository, which is no field of the form. */
function inOneSentence(error: unknown): never {
  if (!(error instanceof Invalid) || "form" in error.fields) throw error;
  const all = Object.entries(error.fields).map(([name, why]) => `${name}: ${why}.`);
  throw new Invalid({ form: all.join(" ") });
}
