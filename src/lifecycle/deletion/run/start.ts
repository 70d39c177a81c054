import type { Actor } from "../../../identity/actor/actor.ts";
import { db, transaction } from "../../../platform/db/client.ts";
import { Invalid } from "../../../platform/errors.ts";
import { fetchManifest } from "../../../registry/client/client.ts";
import { ensureNoImmutableTags, ensureNoImmutableTagsIn } from "../../immutable/guard.ts";
import { graceDays } from "../cleanup.ts";
import { handOver } from "../lease.ts";
import type { FoundPlan } from "../plan/find.ts";
import { contentsNow, fingerprintOf, tagsIn } from "../plan/plan.ts";
import { isRealm } from "../plan/selection.ts";
import { fingerprintNow } from "../plan/target-contents.ts";
import { keepRows } from "../restore/archived-rows.ts";
import { isNothing } from "./registry-delete.ts";
import { addSteps } from "./steps.ts";

const changed =
  "Something changed there since this was shown. Look at what would be deleted now, and then decide.";

/** Nothing is deleted that was not shown. */
export async function ensureSame(plan: FoundPlan): Promise<void> {
  if (plan.executedAt) throw new Invalid({ form: "It was carried out before." });
  if (!(await isSame(plan))) throw new Invalid({ form: changed });
}

async function isSame({ selection, repository, fingerprint, ...plan }: FoundPlan) {
  if (isRealm(selection)) return fingerprint === (await fingerprintNow(selection));
  if (!repository) throw new Invalid({ form: "The repository is gone already." });
  if ("tags" in selection && selection.untagged?.length) await ensureNothingPending(plan.subject);
  const now = await contentsNow(repository.id, selection).catch(() => null);
  if (!now || fingerprintOf(now) !== fingerprint) return false;
  return "whole" in selection || registryAgrees(repository.namespace.registryId, plan.subject, now);
}

/** A push whose event is not applied yet may need what nothing names so far. */
async function ensureNothingPending(fullName: string): Promise<void> {
  const [pending] = await db.$queryRaw<unknown[]>`
    SELECT FROM registry_events
    WHERE repository = ${fullName} AND action = 'push' AND try_after IS NOT NULL LIMIT 1`;
  if (pending) throw new Invalid({ form: justPushed });
}

const justPushed =
  "Nothing was deleted: something was pushed here just now, and may need these manifests. Try again in a minute.";

type Now = Awaited<ReturnType<typeof contentsNow>>;

/** The events of the last seconds may not have come yet, so the registry is asked where the tags are. */
async function registryAgrees(registryId: number, fullName: string, { gone, untagged }: Now) {
  const registry = await db.registry.findUniqueOrThrow({ where: { id: registryId } });
  const tags = gone.flatMap(({ tags, digest }) => tags.map((tag) => ({ tag, digest })));
  for (const { tag, digest } of [...tags, ...untagged]) {
    const answer = await fetchManifest(registry, fullName, tag);
    if (answer.ok && answer.value.digest !== digest && !isNothing(answer.value)) return false;
    if (!answer.ok && answer.error.kind !== "missing")
      throw new Invalid({ form: `Nothing was deleted. ${answer.error.message}` });
  }
  return true;
}

/** Marks a plan as begun: of two who carry out the same one, one does. From here on it comes to its end by itself. */
export async function begin(actor: Actor, plan: FoundPlan, to: "us" | "anybody"): Promise<void> {
  await ensureMutable(actor, plan);
  const executedAt = new Date();
  const undoUntil = new Date(executedAt.getTime() + graceDays * 86_400_000);
  const by = { byId: actor.id, byName: actor.username };
  await transaction(async (tx) => {
    const { count } = await tx.deletionPlan.updateMany({
      where: { id: plan.id, executedAt: null },
      data: { ...by, executedAt, undoUntil, attempts: 0, note: null },
    });
    if (count === 0) throw new Invalid({ form: "It was carried out before." });
    await handOver(tx, plan.id, to);
    const { repository } = plan;
    if (isRealm(plan.selection) || !repository) return;

    const { gone = [], untagged = [] } = plan.contents;
    const place = { ...repository, registryId: repository.namespace.registryId };
    await addSteps(tx, plan.id, { place, contents: { gone, untagged } });
    const manifests = await tx.manifest.count({ where: { repositoryId: repository.id } });
    if (manifests === gone.length)
      await keepRows(tx, { planId: plan.id, root: "repositories", ids: [repository.id] });
  });
}

/** Tags may have become immutable since the plan was shown. */
async function ensureMutable(actor: Actor, { selection, repository, contents }: FoundPlan) {
  if (!isRealm(selection)) {
    if (repository) await ensureNoImmutableTags(actor, repository.id, tagsIn(contents));
    return;
  }
  if (selection.heir === undefined) await ensureNoImmutableTagsIn(actor, selection.namespaces);
}
