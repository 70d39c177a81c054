import type { Actor } from "../../../identity/actor/actor.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import { type Drift, db } from "../../../platform/db/client.ts";
import { ensure, Invalid, NotFound } from "../../../platform/errors.ts";
import { canRepair } from "../policy.ts";
import { wholeRepository } from "./drift.ts";
import { runRepairs } from "./repair-worker.ts";

/** Missing drift, with the tags that a repair removes. */
export async function findRepair(actor: Actor, id: number) {
  ensureCanRepair(actor);
  const drift = await db.drift.findUnique({ where: { id } });
  if (drift?.kind !== "missing") throw new NotFound("drift");
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

/** Removes from the catalogue what the registry does not have, once the registry has confirmed that. */
export async function repair(audit: ActorAudit, id: number): Promise<Drift> {
  const { drift } = await findRepair(audit.actor, id);
  await db.drift.update({ where: { id }, data: requestOf(audit) });
  const [refusal] = await runRepairs({ id });
  if (refusal) throw new Invalid({ form: refusal });
  return drift;
}

/** Everything missing, as an admin is shown it: drift with a later id than `last` is not part of it. */
export async function findRepairs(actor: Actor) {
  ensureCanRepair(actor);
  const where = { kind: "missing" } as const;
  const [some, repositories, tags, last] = await Promise.all([
    db.drift.findMany({ where, orderBy: [{ repository: "asc" }, { tag: "asc" }], take: 100 }),
    db.drift.count({ where: { ...where, tag: wholeRepository } }),
    db.drift.count({ where: { ...where, tag: { not: wholeRepository } } }),
    db.drift.findFirst({ where, orderBy: { id: "desc" }, select: { id: true } }),
  ]);
  return { some, repositories, tags, last: last?.id ?? 0 };
}

/** Requests the repair of all rows that were shown; any process may execute it. Returns the number of rows. */
export async function requestRepairs(audit: ActorAudit, last: number): Promise<number> {
  ensureCanRepair(audit.actor);
  const { count } = await db.drift.updateMany({
    where: { kind: "missing", id: { lte: last } },
    data: requestOf(audit),
  });
  if (count === 0) throw new Invalid({ form: "Nothing of this is missing any longer." });
  return count;
}

function requestOf({ actor, credential, address }: ActorAudit) {
  return {
    repairAskedAt: new Date(),
    repairById: actor.id,
    repairByName: actor.username,
    repairCredential: credential,
    repairAddress: address,
  };
}

function ensureCanRepair(actor: Actor): void {
  ensure(canRepair(actor), "Only admins can repair drift. Ask one of them.");
}
