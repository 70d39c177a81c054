import { config } from "../../platform/config/config.ts";
import { db, type Tx } from "../../platform/db/client.ts";

/** Added to the lifetime of a token: registries tolerate clocks that differ by this much. */
const clockMarginMs = 60_000;

interface Name {
  registryId: number;
  name: string;
}

/** Reserves the name of a deleted namespace until the last token for it has expired. */
export async function reserveName(tx: Tx, { registryId, name }: Name): Promise<void> {
  const deletedAt = new Date();
  const times = { deletedAt, until: new Date(Date.now() + config.tokenTtl * 1000 + clockMarginMs) };
  await tx.namespaceReservation.upsert({
    where: { registryId_name: { registryId, name } },
    create: { registryId, name, ...times },
    update: times,
  });
}

/** A name becomes free when late pushes to it are deleted, and at the latest after this time. */
export const maxReservationMs = 10 * 60_000;

const unexpired = () => ({ gt: new Date(Date.now() - maxReservationMs) });

/** When the reservation of a name ends; null if the name is not reserved. */
export async function reservedUntil({ registryId, name }: Name, tx: Tx = db): Promise<Date | null> {
  const found = await tx.namespaceReservation.findFirst({
    where: { registryId, name, until: unexpired() },
    select: { until: true },
  });
  return found?.until ?? null;
}

/** Those of the names that are reserved. */
export async function reservedAmong(tx: Tx, names: readonly Name[]): Promise<Name[]> {
  if (names.length === 0) return [];
  const found = await tx.namespaceReservation.findMany({
    where: { name: { in: names.map(({ name }) => name) }, until: unexpired() },
    select: { registryId: true, name: true },
  });
  return found.filter((it) =>
    names.some(({ registryId, name }) => registryId === it.registryId && name === it.name),
  );
}

export async function reservedLike({ registryId, name }: Name, tx: Tx): Promise<string[]> {
  const found = await tx.namespaceReservation.findMany({
    where: { registryId, name: { startsWith: name }, until: unexpired() },
    select: { name: true },
  });
  return found.map((reservation) => reservation.name);
}
