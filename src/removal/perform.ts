import type { Actor } from "../accounts/current.ts";
import { db, type Registry, type Tx, transaction } from "../db/client.ts";
import { Invalid } from "../errors.ts";
import { deleteManifest } from "../registry/client.ts";
import { recordDelete } from "../repositories/delete.ts";
import type { FoundRepository } from "../repositories/repositories.ts";
import { claim, ensureSame } from "./claim.ts";
import type { Gone } from "./closure.ts";
import { finish, leftOver } from "./conclude.ts";
import { type FoundPlan, findPlan } from "./plans.ts";
import { untag } from "./untag.ts";

export interface Work {
  actor: Actor;
  plan: FoundPlan;
  repository: FoundRepository;
  registry: Registry;
  gone: Gone[];
  tags: string[]; // that are gone
  kept: string[]; // digests that the registry did not let go, and those that had to wait for them
  keptTags: string[];
  why: string;
}

/** Deletes what a plan shows, if all of it is still as it was shown. What the registry does not let go stays here too. */
export async function executePlan(actor: Actor, id: number): Promise<FoundPlan> {
  const plan = await findPlan(actor, id);
  const { repositoryNow: repository } = plan;
  if (plan.executedAt) throw new Invalid({ form: "It was carried out before." });
  if (!repository) throw new Invalid({ form: "The repository is gone already." });

  const registry = await db.registry.findUniqueOrThrow({
    where: { id: repository.namespace.registryId },
  });
  await ensureSame(plan, repository, registry);
  await claim(plan, registry);
  const parts = { gone: [], tags: [], kept: [], keptTags: [], why: "" };
  const work: Work = { actor, plan, repository, registry, ...parts };
  for (const one of plan.contents.untagged) await takeTag(work, one);
  for (const one of plan.contents.gone) await takeManifest(work, one);
  await finish(work);
  if (work.kept.length + work.keptTags.length > 0) throw new Invalid({ form: leftOver(work) });
  return plan;
}

async function takeTag(work: Work, { tag, digest }: { tag: string; digest: string }) {
  const { registry, plan } = work;
  const error = await untag({ registry, repository: plan.repository }, { tag, digest });
  if (error) {
    work.keptTags.push(tag);
    work.why = error.message;
    return;
  }
  await forget(work, { tag });
  work.tags.push(tag);
}

async function takeManifest(work: Work, one: Gone): Promise<void> {
  const { registry, plan } = work;
  const waiting = one.after.some((other) => work.kept.includes(other));
  const error = waiting ? null : await deleteManifest(registry, plan.repository, one.digest);
  if (waiting || error) {
    work.kept.push(one.digest);
    work.keptTags.push(...one.tags);
    work.why = error?.message ?? work.why;
    return;
  }
  await forget(work, { digest: one.digest });
  work.gone.push(one);
  work.tags.push(...one.tags);
}

/** Each is taken out of the catalogue as soon as it is gone, so that a crash leaves nothing untrue. */
async function forget({ actor, plan, repository }: Work, what: { digest?: string; tag?: string }) {
  const place = { namespace: repository.namespace, repository: plan.repository };
  const at = new Date().toISOString();
  await transaction(async (tx) => {
    await lock(tx, plan.repository);
    await recordDelete(tx, { ...place, ...what, at, agent: actor, silent: true });
  });
}

/** No event of the repository is applied meanwhile. */
async function lock(tx: Tx, repository: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`events:${repository}`}, 0))`;
}
