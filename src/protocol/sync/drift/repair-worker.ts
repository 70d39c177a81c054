import { type Audit, onBehalfOf, record } from "../../../history/record.ts";
import {
  type Drift,
  db,
  type Prisma,
  type Registry,
  transaction,
} from "../../../platform/db/client.ts";
import { log } from "../../../platform/log.ts";
import type { Answer } from "../../../registry/client/client.ts";
import { openConnection } from "../../../registry/client/connection.ts";
import { inspectRepository, isOutage } from "../run/inspect.ts";
import { unexpected } from "../sentences.ts";
import { wholeRepository } from "./drift.ts";
import { removeDrift } from "./prune.ts";

/**
 * Executes the requested repairs, repository by repository, and returns why some were refused: the registry has it after
 * all, or gave no usable answer. An admin has to request a refused repair again.
 */
export async function runRepairs(
  which: Prisma.DriftWhereInput = {},
  stopping = () => false,
): Promise<string[]> {
  const where = { ...which, repairAskedAt: { not: null } };
  const refusals: string[] = [];
  while (!stopping()) {
    const first = await db.drift.findFirst({ where, include: { registry: true } });
    if (!first) return refusals;
    const { registry, registryId, repository } = first;
    const found = await inspect(registry, repository);
    const isDown = !found.ok && isOutage(found.error); // then the answer holds for all of its repositories
    const those = { ...where, registryId, ...(!isDown && { repository }) };
    for (const drift of await db.drift.findMany({ where: those }))
      refusals.push(...(await repairOne(drift, found)));
  }
  return refusals;
}

interface Found {
  at: Date;
  gone: boolean;
  missing: Set<string>;
}

async function inspect(registry: Registry, repository: string): Promise<Answer<Found>> {
  const connection = openConnection(registry);
  const source = { connection, registry, memory: { free: 0 }, stopping: () => false };
  try {
    const findings = await inspectRepository(source, repository);
    if (!findings.ok) return findings;
    const { at, gone, missing } = findings.value;
    return { ok: true, value: { at, gone, missing: new Set(missing) } };
  } catch (error) {
    log.error({ err: error, repository }, "inspecting a repository for its repair failed");
    return { ok: false, error: { kind: "invalid", message: unexpected(error) } };
  } finally {
    connection.close();
  }
}

async function repairOne(drift: Drift, found: Answer<Found>): Promise<string[]> {
  if (!found.ok) return refuse(drift, `${found.error.message} Nothing was removed.`);
  if (!isMissing(drift, found.value)) return refuse(drift, notMissing);
  try {
    await remove(drift, found.value.at);
    return [];
  } catch (error) {
    log.error({ err: error, repository: drift.repository, tag: drift.tag }, "a repair failed");
    return refuse(drift, unexpected(error));
  }
}

const notMissing =
  "The registry has it after all, or it was already removed here. The next sync clears this drift.";

function isMissing({ tag }: Drift, { gone, missing }: Found): boolean {
  return gone || (tag !== wholeRepository && missing.has(tag));
}

async function refuse({ id }: Drift, reason: string): Promise<string[]> {
  const data = { repairAskedAt: null, reason: reason.slice(0, 500) };
  await db.drift.updateMany({ where: { id }, data });
  return [reason];
}

/** Dated by the registry's answer, by its own clock. */
async function remove(drift: Drift, at: Date): Promise<void> {
  const { id, registryId, repository, tag } = drift;
  const subject = tag ? `${repository}:${tag}` : repository;
  await transaction(async (tx) => {
    const { count } = await tx.drift.deleteMany({ where: { id } });
    if (count === 0) return; // another process was faster
    await removeDrift(tx, drift, at);
    await record(tx, requesterOf(drift), { key: "registry.repair", subject, registryId });
  });
}

function requesterOf({ repairById: id, repairByName, ...drift }: Drift): Audit {
  const source = { credential: drift.repairCredential, address: drift.repairAddress };
  return onBehalfOf({ id, username: repairByName ?? "" }, source);
}
