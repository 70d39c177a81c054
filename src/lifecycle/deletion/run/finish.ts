import {
  type DeletionPlan,
  type DeletionStep,
  db,
  type Tx,
  transaction,
} from "../../../platform/db/client.ts";
import { Forbidden, Invalid, NotFound } from "../../../platform/errors.ts";
import { holdsLease } from "../lease.ts";
import { isTarget, selectionOf, type Target } from "../plan/selection.ts";
import { deleteTarget } from "./delete-targets.ts";
import { recordDeletions } from "./record.ts";
import { stepsOf } from "./steps.ts";

/** Finishes a deletion. Returns what was refused, by field; "again" if something was pushed in the meantime. */
export async function finishDeletion(plan: DeletionPlan): Promise<Fields | null | "again"> {
  const selection = selectionOf(plan);
  const steps = await stepsOf(plan);
  const refused = steps.filter(({ state }) => state === "refused");
  const fields = refused.length > 0 ? refusedByField(plan, refused) : null;
  if (fields && refused.length === steps.length) return reopen(plan, fields);
  if (isTarget(selection) && !fields) return finishTarget(plan, selection);

  return storeEnd(plan, fields, (tx) => recordDeletions(tx, plan));
}

/** Gives up on a namespace that keeps receiving pushes. */
export async function giveUp(plan: DeletionPlan): Promise<Fields> {
  const form = "New pushes kept arriving. Everything older is deleted. Try again.";
  await storeEnd(plan, { form }, (tx) => recordDeletions(tx, plan));
  return { form };
}

/** A plan of which nothing was deleted can be run again. */
async function reopen(plan: DeletionPlan, fields: Fields): Promise<Fields | null | "again"> {
  const { id } = plan;
  const open = { executedAt: null, restorableUntil: null, tryAfter: null };
  return db.$transaction(async (tx) => {
    if (!(await holdsLease(tx, plan))) return null;
    const where = { planId: id };
    if ((await tx.deletionStep.count({ where: { ...where, state: "deleted" } })) > 0)
      return "again";
    await tx.deletionStep.deleteMany({ where });
    await tx.deletedRow.deleteMany({ where });
    await tx.deletionPlan.update({ where: { id }, data: { ...open, note: toSentence(fields) } });
    return fields;
  });
}

/** Deletes the namespaces or team. If they stay, the images are deleted all the same, and that is recorded. */
async function finishTarget(plan: DeletionPlan, target: Target): Promise<Fields | null | "again"> {
  try {
    return await storeEnd(plan, null, (tx) => deleteTarget(tx, plan, target));
  } catch (error) {
    const refused =
      error instanceof Invalid || error instanceof Forbidden || error instanceof NotFound;
    if (!refused) throw error;
    return storeEnd(plan, { form: error.message }, (tx) => recordDeletions(tx, plan));
  }
}

const timeoutMs = 600_000; // a namespace may have 10,000 repositories, each with an audit entry

/** Stores the end of a deletion; null if another process holds it by now. */
async function storeEnd(
  plan: DeletionPlan,
  fields: Fields | null,
  work: (tx: Tx) => Promise<unknown>,
): Promise<Fields | null | "again"> {
  return transaction(async (tx) => {
    if (!(await holdsLease(tx, plan))) return null;
    if ((await work(tx)) === "again") return "again";
    const note = fields && toSentence(fields);
    const ended = { finishedAt: new Date(), tryAfter: null, note, partly: fields !== null };
    await tx.deletionPlan.update({ where: { id: plan.id }, data: ended });
    return fields;
  }, timeoutMs);
}

/** Error messages by field. `form` is for those that belong to no field. */
export type Fields = Record<string, string>;

/** What was refused and why, in the established wording of the API; by repository if there may be several. */
function refusedByField(
  plan: DeletionPlan,
  refused: readonly Pick<DeletionStep, "repository" | "tags" | "reason">[],
): Fields {
  const selection = selectionOf(plan);
  const several = isTarget(selection);
  const start = several || "whole" in selection ? "Could not remove repository: could" : "Could";
  const fields: Fields = {};
  for (const repository of new Set(refused.map((it) => it.repository))) {
    const steps = refused.filter((it) => it.repository === repository);
    const tags = steps.flatMap((it) => it.tags);
    const what = tags.length > 0 ? `${tags.join(", ")} tag(s)` : `${steps.length} manifest(s)`;
    const reason = steps.findLast((it) => it.reason)?.reason;
    const because = several || !reason ? "" : `. ${reason}`;
    fields[several ? repository : "form"] = `${start} not remove ${what}${because}`;
  }
  return fields;
}

function toSentence({ form, ...fields }: Fields): string {
  const all = Object.entries(fields).map(([name, why]) => `${name}: ${why}.`);
  return [...(form ? [form] : []), ...all].join(" ").slice(0, 2000);
}
