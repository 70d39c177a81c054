import {
  type DeletionPlan,
  type DeletionStep,
  db,
  type Tx,
  transaction,
} from "../../../platform/db/client.ts";
import { Forbidden, Invalid, NotFound } from "../../../platform/errors.ts";
import { isOurs } from "../lease.ts";
import { addTo } from "../plan/manifest-graph.ts";
import { choiceOf, isRealm, type Realm } from "../plan/selection.ts";
import { removeRealm } from "./delete-targets.ts";
import { noteRepository } from "./record.ts";
import { type Step, stepsOf } from "./steps.ts";

/** Ends a deletion. Answers what could not be deleted, by field; "again" if something was pushed to it meanwhile. */
export async function conclude(plan: DeletionPlan): Promise<Fields | null | "again"> {
  const choice = choiceOf(plan);
  const steps = await stepsOf(plan);
  const kept = steps.filter(({ state }) => state === "kept");
  const fields = kept.length > 0 ? leftOver(plan, kept) : null;
  if (fields && kept.length === steps.length) return startOver(plan, fields);
  if (isRealm(choice) && !fields) return endRealm(plan, choice);

  return finish(plan, fields, async (tx) => {
    const byRepository = new Map<string, Step[]>();
    for (const step of steps) addTo(byRepository, step.repository, step);
    for (const those of byRepository.values()) await noteRepository(tx, plan, those);
    if (steps.length === 0) await noteRepository(tx, plan, []);
  });
}

/** Of a namespace to which somebody pushes again and again. */
export async function giveUp(plan: DeletionPlan): Promise<Fields> {
  const form = "Something was pushed to it meanwhile. Nothing older is left; try again.";
  await finish(plan, { form }, async () => {});
  return { form };
}

/** A plan of which nothing could be done can be tried again. */
async function startOver(plan: DeletionPlan, fields: Fields): Promise<Fields | null | "again"> {
  const { id } = plan;
  const open = { executedAt: null, undoUntil: null, tryAfter: null };
  return db.$transaction(async (tx) => {
    if (!(await isOurs(tx, plan))) return null;
    const where = { planId: id };
    if ((await tx.deletionStep.count({ where: { ...where, state: "gone" } })) > 0) return "again";
    await tx.deletionStep.deleteMany({ where });
    await tx.deletedRow.deleteMany({ where });
    await tx.deletionPlan.update({ where: { id }, data: { ...open, note: inWords(fields) } });
    return fields;
  });
}

async function endRealm(plan: DeletionPlan, realm: Realm): Promise<Fields | null | "again"> {
  try {
    return await finish(plan, null, (tx) => removeRealm(tx, plan, realm));
  } catch (error) {
    if (![Invalid, Forbidden, NotFound].some((it) => error instanceof it)) throw error;
    return finish(plan, { form: (error as Error).message }, async () => {});
  }
}

const longest = 600_000; // ms: a namespace may have ten thousand repositories, each with its line of history

/** Whoever has it at its end writes that down; null: others have it by now. */
async function finish(
  plan: DeletionPlan,
  fields: Fields | null,
  work: (tx: Tx) => Promise<unknown>,
): Promise<Fields | null | "again"> {
  return transaction(async (tx) => {
    if (!(await isOurs(tx, plan))) return null;
    if ((await work(tx)) === "again") return "again";
    const note = fields && inWords(fields);
    const ended = { finishedAt: new Date(), tryAfter: null, note };
    await tx.deletionPlan.update({ where: { id: plan.id }, data: ended });
    return fields;
  }, longest);
}

/** Sentences by field; `form` belongs to none. */
export type Fields = Record<string, string>;

/** What could not be deleted, in the ancestor's words, and why: by repository where there may be several. */
export function leftOver(
  plan: DeletionPlan,
  kept: readonly Pick<DeletionStep, "repository" | "tags" | "why">[],
): Fields {
  const choice = choiceOf(plan);
  const several = isRealm(choice);
  const start = several || "whole" in choice ? "Could not remove repository: could" : "Could";
  const fields: Fields = {};
  for (const repository of new Set(kept.map((it) => it.repository))) {
    const those = kept.filter((it) => it.repository === repository);
    const tags = those.flatMap((it) => it.tags);
    const what = tags.length > 0 ? `${tags.join(", ")} tag(s)` : `${those.length} manifest(s)`;
    const why = those.findLast((it) => it.why)?.why;
    const said = several || !why ? "" : `. ${why}`;
    fields[several ? repository : "form"] = `${start} not remove ${what}${said}`;
  }
  return fields;
}

export function inWords({ form, ...fields }: Fields): string {
  const all = Object.entries(fields).map(([name, why]) => `${name}: ${why}.`);
  return [...(form ? [form] : []), ...all].join(" ").slice(0, 2000);
}
