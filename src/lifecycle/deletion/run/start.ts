import type { Actor } from "../../../identity/actor/actor.ts";
import { db, transaction } from "../../../platform/db/client.ts";
import { Invalid } from "../../../platform/errors.ts";
import { fetchManifest } from "../../../registry/client/client.ts";
import { ensureNoImmutableTags, ensureNoImmutableTagsIn } from "../../immutable/guard.ts";
import { restoreDays } from "../cleanup.ts";
import { assignPlan } from "../lease.ts";
import type { FoundPlan } from "../plan/find.ts";
import { currentContents, fingerprintOf, tagsIn } from "../plan/plan.ts";
import { isTarget } from "../plan/selection.ts";
import { currentFingerprint } from "../plan/target-contents.ts";
import { archiveRows } from "../restore/archived-rows.ts";
import { isPlaceholder } from "./registry-delete.ts";
import { addSteps } from "./steps.ts";

const changed = "Something changed since this was shown. Review what would be deleted now.";

/** Refuses a plan whose contents changed: nothing is deleted that was not shown. */
export async function ensureUnchanged(plan: FoundPlan): Promise<void> {
  if (plan.executedAt) throw new Invalid({ form: "This deletion was run before." });
  if (!(await isSame(plan))) throw new Invalid({ form: changed });
}

async function isSame({ selection, repository, fingerprint, ...plan }: FoundPlan) {
  if (isTarget(selection)) return fingerprint === (await currentFingerprint(selection));
  if (!repository) throw new Invalid({ form: "The repository is already deleted." });
  if ("tags" in selection && selection.untagged?.length) await ensureNothingPending(plan.subject);
  const now = await currentContents(repository.id, selection).catch(() => null);
  if (!now || fingerprintOf(now) !== fingerprint) return false;
  return "whole" in selection || registryAgrees(repository.namespace.registryId, plan.subject, now);
}

/** A push whose event is not applied yet may need manifests that are still untagged. */
async function ensureNothingPending(fullName: string): Promise<void> {
  const [pending] = await db.$queryRaw<unknown[]>`
    SELECT FROM registry_events
    WHERE repository = ${fullName} AND action = 'push' AND try_after IS NOT NULL LIMIT 1`;
  if (pending) throw new Invalid({ form: justPushed });
}

const justPushed =
  "Nothing was deleted: something that may need these manifests was just pushed. Try again in a minute.";

type Now = Awaited<ReturnType<typeof currentContents>>;

/** Asks the registry where the tags are: the events of the last seconds may not have arrived yet. */
async function registryAgrees(registryId: number, fullName: string, { deleted, untagged }: Now) {
  const registry = await db.registry.findUniqueOrThrow({ where: { id: registryId } });
  const tags = deleted.flatMap(({ tags, digest }) => tags.map((tag) => ({ tag, digest })));
  for (const { tag, digest } of [...tags, ...untagged]) {
    const answer = await fetchManifest(registry, fullName, tag);
    if (answer.ok && answer.value.digest !== digest && !isPlaceholder(answer.value)) return false;
    if (!answer.ok && answer.error.kind !== "missing")
      throw new Invalid({ form: `Nothing was deleted. ${answer.error.message}` });
  }
  return true;
}

/** Marks a plan as started, once. From here on it is run to its end, by this process or another. */
export async function start(actor: Actor, plan: FoundPlan, to: "us" | "anyone"): Promise<void> {
  await ensureMutable(actor, plan);
  const executedAt = new Date();
  const undoUntil = new Date(executedAt.getTime() + restoreDays * 86_400_000);
  const by = { byId: actor.id, byName: actor.username };
  await transaction(async (tx) => {
    const { count } = await tx.deletionPlan.updateMany({
      where: { id: plan.id, executedAt: null },
      data: { ...by, executedAt, undoUntil, attempts: 0, note: null },
    });
    if (count === 0) throw new Invalid({ form: "This deletion was run before." });
    await assignPlan(tx, plan.id, to);
    const { repository } = plan;
    if (isTarget(plan.selection) || !repository) return;

    const { deleted = [], untagged = [] } = plan.contents;
    const place = { ...repository, registryId: repository.namespace.registryId };
    await addSteps(tx, plan.id, { place, contents: { deleted, untagged } });
    const manifests = await tx.manifest.count({ where: { repositoryId: repository.id } });
    if (manifests === deleted.length)
      await archiveRows(tx, { planId: plan.id, root: "repositories", ids: [repository.id] });
  });
}

/** Tags may have become immutable since the plan was shown. */
async function ensureMutable(actor: Actor, { selection, repository, contents }: FoundPlan) {
  if (!isTarget(selection)) {
    if (repository) await ensureNoImmutableTags(actor, repository.id, tagsIn(contents));
    return;
  }
  if (selection.receivingTeam === undefined)
    await ensureNoImmutableTagsIn(actor, selection.namespaces);
}
