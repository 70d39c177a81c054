import type { Actor } from "../../identity/actor/actor.ts";
import { type Drift, db } from "../../platform/db/client.ts";
import { ensure, Invalid, NotFound } from "../../platform/errors.ts";
import { wholeRepository } from "./drift.ts";
import { canRepair } from "./policy.ts";
import { repairAsked } from "./repair-worker.ts";

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

function askedBy({ id, username }: Actor) {
  return { repairAskedAt: new Date(), repairById: id, repairByName: username };
}

function ensureRepairer(actor: Actor): void {
  ensure(canRepair(actor), "Only admins repair what differs. Ask one of them.");
}
