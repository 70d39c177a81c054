import type { Actor } from "../accounts/current.ts";
import { record } from "../audit.ts";
import { type Drift, db, type Prisma, type Registry, transaction } from "../db/client.ts";
import { ensure, Invalid, NotFound } from "../errors.ts";
import type { Answer } from "../registry/client.ts";
import { openLine } from "../registry/line.ts";
import { removeDifference } from "./absence.ts";
import { wholeRepository } from "./drift.ts";
import { type Look, lookAt } from "./look.ts";
import { canRepair } from "./policy.ts";

/** Something missing, with the tags that would go with it. */
export async function findRepair(actor: Actor, id: number) {
  ensureRepairer(actor);
  const drift = await db.drift.findUnique({ where: { id } });
  if (drift?.kind !== "missing") throw new NotFound("difference");
  const tags = await db.tag.findMany({
    where: {
      ...(drift.tag !== wholeRepository && { name: drift.tag }),
      repository: { fullName: drift.repository, namespace: { registryId: drift.registryId } },
    },
    select: { name: true },
    orderBy: { name: "asc" },
    take: 1_000,
  });
  return { drift, tags: tags.map(({ name }) => name) };
}

/** Removes here what the registry does not have, once it has said so again. */
export async function repair(actor: Actor, id: number): Promise<Drift> {
  const { drift } = await findRepair(actor, id);
  await db.drift.update({ where: { id }, data: askedBy(actor) });
  const [why] = await repairAsked({ id });
  if (why) throw new Invalid({ form: why });
  return drift;
}

/** Everything missing, as an admin is shown it: what is found missing later is not part of it. */
export async function findRepairs(actor: Actor) {
  ensureRepairer(actor);
  const where = { kind: "missing" } as const;
  const [some, repositories, tags, last] = await Promise.all([
    db.drift.findMany({ where, orderBy: [{ repository: "asc" }, { tag: "asc" }], take: 100 }),
    db.drift.count({ where: { ...where, tag: wholeRepository } }),
    db.drift.count({ where: { ...where, tag: { not: wholeRepository } } }),
    db.drift.findFirst({ where, orderBy: { id: "desc" }, select: { id: true } }),
  ]);
  return { some, repositories, tags, last: last?.id ?? 0 };
}

/** Asks for all that was shown to be removed here. Whichever process is free does it; says how many there are. */
export async function askRepairs(actor: Actor, last: number): Promise<number> {
  ensureRepairer(actor);
  const { count } = await db.drift.updateMany({
    where: { kind: "missing", id: { lte: last } },
    data: askedBy(actor),
  });
  if (count === 0) throw new Invalid({ form: "Nothing of it is missing any more." });
  return count;
}

/**
 * Carries out the repairs that were asked for, repository by repository; answers why some were not. What the registry has
 * after all, or does not answer for, stays, and has to be asked for again.
 */
export async function repairAsked(which: Prisma.DriftWhereInput = {}): Promise<string[]> {
  const where = { ...which, repairAskedAt: { not: null } };
  const refused: string[] = [];
  for (;;) {
    const first = await db.drift.findFirst({ where, include: { registry: true } });
    if (!first) return refused;
    const { registry, registryId, repository } = first;
    const drifts = await db.drift.findMany({ where: { ...where, registryId, repository } });
    const look = await lookOnce(registry, repository);
    for (const drift of drifts) refused.push(...(await repairOne(drift, look)));
  }
}

async function lookOnce(registry: Registry, repository: string): Promise<Answer<Look>> {
  const line = openLine(registry);
  try {
    return await lookAt(line, registry, repository);
  } finally {
    line.close();
  }
}

/** By the time at which the registry said so, by its own clock. */
async function repairOne(drift: Drift, look: Answer<Look>): Promise<string[]> {
  const why = look.ok ? whyNot(drift, look.value) : `${look.error.message} Nothing is removed.`;
  if (why || !look.ok) {
    const data = { repairAskedAt: null, ...(why && { reason: why.slice(0, 500) }) };
    await db.drift.updateMany({ where: { id: drift.id }, data });
    return why ? [why] : [];
  }
  const { id, registryId, repository, tag, repairById, repairByName } = drift;
  await transaction(async (tx) => {
    const { count } = await tx.drift.deleteMany({ where: { id } });
    if (count === 0) return; // another process was faster
    await removeDifference(tx, drift, look.value.at);
    await record(
      tx,
      { id: repairById, username: repairByName ?? "" },
      {
        key: "registry.repair",
        subject: tag ? `${repository}:${tag}` : repository,
        registryId,
      },
    );
  });
  return [];
}

function whyNot({ tag }: Drift, { gone, missing }: Look): string | null {
  const lacks = tag === wholeRepository ? gone : gone || missing.includes(tag);
  if (lacks) return null;
  return "The registry has it after all, or somebody removed it here. Compare again, and nothing of it will be listed.";
}

function askedBy({ id, username }: Actor) {
  return { repairAskedAt: new Date(), repairById: id, repairByName: username };
}

function ensureRepairer(actor: Actor): void {
  ensure(canRepair(actor), "Only admins repair what differs. Ask one of them.");
}
