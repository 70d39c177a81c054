import { type DeletionPlan, db, type Tx, transaction } from "../db/client.ts";
import { Forbidden, Invalid, NotFound } from "../errors.ts";
import { choiceOf, isRealm, type Realm } from "./choice.ts";
import { noteRepository } from "./history.ts";
import { type Fields, inWords, leftOver } from "./left-over.ts";
import { removeRealm } from "./remove-realm.ts";
import { stepsOf } from "./steps.ts";

/** Ends a deletion. Answers what could not be deleted, by field; "again" if something was pushed to it meanwhile. */
export async function conclude(plan: DeletionPlan): Promise<Fields | null | "again"> {
  const choice = choiceOf(plan);
  const steps = await stepsOf(plan);
  const kept = steps.filter(({ state }) => state === "kept");
  const fields = kept.length > 0 ? leftOver(plan, kept) : null;
  if (fields && kept.length === steps.length) return startOver(plan, fields);
  if (isRealm(choice) && !fields) return endRealm(plan, choice);

  return finish(plan, fields, async (tx) => {
    for (const repository of new Set(steps.map((it) => it.repository)))
      await noteRepository(
        tx,
        plan,
        steps.filter((it) => it.repository === repository),
      );
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
async function startOver({ id }: DeletionPlan, fields: Fields): Promise<Fields> {
  const open = { executedAt: null, undoUntil: null, tryAfter: null };
  await db.$transaction([
    db.deletionStep.deleteMany({ where: { planId: id } }),
    db.deletedRow.deleteMany({ where: { planId: id } }),
    db.deletionPlan.update({ where: { id }, data: { ...open, note: inWords(fields) } }),
  ]);
  return fields;
}

async function endRealm(plan: DeletionPlan, realm: Realm): Promise<Fields | null | "again"> {
  try {
    return await finish(plan, null, (tx) => removeRealm(tx, plan, realm));
  } catch (error) {
    if (![Invalid, Forbidden, NotFound].some((it) => error instanceof it)) throw error;
    return finish(plan, { form: (error as Error).message }, async () => {});
  }
}

/** Of two who come to the end at once, one writes it down. */
async function finish(
  { id }: DeletionPlan,
  fields: Fields | null,
  work: (tx: Tx) => Promise<unknown>,
): Promise<Fields | null | "again"> {
  return transaction(async (tx) => {
    const open = await tx.$queryRaw<unknown[]>`
      SELECT id FROM deletion_plans WHERE id = ${id} AND finished_at IS NULL FOR UPDATE`;
    if (open.length === 0) return fields;
    if ((await work(tx)) === "again") return "again";
    const note = fields && inWords(fields);
    const ended = { finishedAt: new Date(), tryAfter: null, note };
    await tx.deletionPlan.update({ where: { id }, data: ended });
    return fields;
  });
}
