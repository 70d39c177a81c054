import { record } from "../../history/record.ts";
import {
  type Drift,
  db,
  type Prisma,
  type Registry,
  transaction,
} from "../../platform/db/client.ts";
import { log } from "../../platform/log.ts";
import type { Answer } from "../../registry/client/client.ts";
import { openLine } from "../../registry/client/connection.ts";
import { wholeRepository } from "./drift.ts";
import { isOutage, lookAt } from "./inspect.ts";
import { removeDifference } from "./prune.ts";
import { brokeDown } from "./sentences.ts";

/**
 * Carries out the repairs that were asked for, repository by repository; answers why some were not. What the registry has
 * after all, or does not answer for, stays, and has to be asked for again.
 */
export async function repairAsked(
  which: Prisma.DriftWhereInput = {},
  stopping = () => false,
): Promise<string[]> {
  const where = { ...which, repairAskedAt: { not: null } };
  const refused: string[] = [];
  while (!stopping()) {
    const first = await db.drift.findFirst({ where, include: { registry: true } });
    if (!first) return refused;
    const { registry, registryId, repository } = first;
    const found = await lookOnce(registry, repository);
    const silent = !found.ok && isOutage(found.error); // which is the answer for all of its repositories
    const those = { ...where, registryId, ...(!silent && { repository }) };
    for (const drift of await db.drift.findMany({ where: those }))
      refused.push(...(await repairOne(drift, found)));
  }
  return refused;
}

interface Found {
  at: Date;
  gone: boolean;
  missing: Set<string>;
}

async function lookOnce(registry: Registry, repository: string): Promise<Answer<Found>> {
  const line = openLine(registry);
  try {
    const look = await lookAt({ line, registry, held: { room: 0 } }, repository);
    if (!look.ok) return look;
    const { at, gone, missing } = look.value;
    return { ok: true, value: { at, gone, missing: new Set(missing) } };
  } catch (error) {
    log.error({ err: error, repository }, "a repair broke");
    return { ok: false, error: { kind: "invalid", message: brokeDown(error) } };
  } finally {
    line.close();
  }
}

async function repairOne(drift: Drift, found: Answer<Found>): Promise<string[]> {
  if (!found.ok) return refuse(drift, `${found.error.message} Nothing is removed.`);
  const why = whyNot(drift, found.value);
  if (why) return refuse(drift, why);
  try {
    await removeAsked(drift, found.value.at);
    return [];
  } catch (error) {
    log.error({ err: error, repository: drift.repository, tag: drift.tag }, "a repair broke");
    return refuse(drift, brokeDown(error));
  }
}

async function refuse({ id }: Drift, why: string): Promise<string[]> {
  const data = { repairAskedAt: null, reason: why.slice(0, 500) };
  await db.drift.updateMany({ where: { id }, data });
  return [why];
}

/** By the time at which the registry said so, by its own clock. */
async function removeAsked(drift: Drift, at: Date): Promise<void> {
  const { id, registryId, repository, tag, repairById, repairByName } = drift;
  const subject = tag ? `${repository}:${tag}` : repository;
  const by = { id: repairById, username: repairByName ?? "" };
  await transaction(async (tx) => {
    const { count } = await tx.drift.deleteMany({ where: { id } });
    if (count === 0) return; // another process was faster
    await removeDifference(tx, drift, at);
    await record(tx, by, { key: "registry.repair", subject, registryId });
  });
}

function whyNot({ tag }: Drift, { gone, missing }: Found): string | null {
  const lacks = tag === wholeRepository ? gone : gone || missing.has(tag);
  if (lacks) return null;
  return "The registry has it after all, or somebody removed it here. Compare again, and nothing of it will be listed.";
}
