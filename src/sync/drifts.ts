import type { Actor } from "../accounts/current.ts";
import { record } from "../audit.ts";
import { type Drift, db, transaction } from "../db/client.ts";
import { ensure, Invalid, NotFound } from "../errors.ts";
import { type Line, openLine } from "../registry/line.ts";
import { type Page, type Turn, turnTo } from "../web/pages.ts";
import { removeDifference } from "./absence.ts";
import { wholeRepository } from "./drift.ts";
import { lookAt } from "./look.ts";
import { canRepair } from "./policy.ts";

/** What differs, a page at a time, the newest first. */
export async function differences(turn: Turn): Promise<Page<Drift>> {
  return turnTo(turn, {
    size: 50,
    find: ({ older, newer }, take) => {
      const order = newer ? "asc" : "desc";
      const at = older ?? newer;
      const beyond = newer ? "gt" : "lt";
      return db.drift.findMany({
        ...(at && {
          where: {
            OR: [
              { firstSeenAt: { [beyond]: at.at } },
              { firstSeenAt: at.at, id: { [beyond]: at.id } },
            ],
          },
        }),
        orderBy: [{ firstSeenAt: order }, { id: order }],
        take,
      });
    },
    place: ({ firstSeenAt, id }) => ({ at: firstSeenAt, id }),
  });
}

/** Something missing, with the tags that would go with it. */
export async function findRepair(actor: Actor, id: number) {
  ensure(canRepair(actor), "Only admins repair what differs. Ask one of them.");
  const drift = await db.drift.findUnique({ where: { id } });
  if (drift?.kind !== "missing") throw new NotFound("difference");
  const tags = await db.tag.findMany({
    where: {
      ...(drift.tag !== wholeRepository && { name: drift.tag }),
      repository: {
        fullName: drift.repository,
        namespace: { registryId: drift.registryId },
      },
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
  const registry = await db.registry.findUniqueOrThrow({ where: { id: drift.registryId } });
  const line = openLine(registry);
  try {
    const at = await stillMissing(line, registry, drift);
    await transaction(async (tx) => {
      await removeDifference(tx, drift, at);
      await record(tx, actor, {
        key: "registry.repair",
        subject: drift.tag ? `${drift.repository}:${drift.tag}` : drift.repository,
        registryId: drift.registryId,
      });
    });
  } finally {
    line.close();
  }
  return drift;
}

type Registry = Parameters<typeof lookAt>[1];

/** When the registry said so, by its own clock; what it has after all, or does not answer for, stays. */
async function stillMissing(line: Line, registry: Registry, drift: Drift): Promise<Date> {
  const look = await lookAt(line, registry, drift.repository);
  if (!look.ok) throw new Invalid({ form: `${look.error.message} Nothing is removed.` });
  const { gone, missing, at } = look.value;
  if (drift.tag === wholeRepository ? !gone : !missing.includes(drift.tag))
    throw new Invalid({
      form: "The registry has it after all, or somebody removed it here. Compare again, and nothing of it will be listed.",
    });
  return at;
}
