import { config } from "../../platform/config/config.ts";
import { db, type Tx } from "../../platform/db/client.ts";

/** Beyond a token's life: registries forgive as much for clocks that differ. */
const clockMarginMs = 60_000;

interface Name {
  registryId: number;
  name: string;
}

/** Keeps a deleted namespace's name from everyone until no token for the old one is good any more. */
export async function reserveName(tx: Tx, { registryId, name }: Name): Promise<void> {
  const deletedAt = new Date();
  const times = { deletedAt, until: new Date(Date.now() + config.tokenTtl * 1000 + clockMarginMs) };
  await tx.namespaceReservation.upsert({
    where: { registryId_name: { registryId, name } },
    create: { registryId, name, ...times },
    update: times,
  });
}

/** A name is free once what came late is swept away, and if nothing sweeps, after this. */
export const maxReservationMs = 10 * 60_000;

const unexpired = () => ({ gt: new Date(Date.now() - maxReservationMs) });

/** Until when a name is reserved; null if it is not. */
export async function reservedUntil({ registryId, name }: Name, tx: Tx = db): Promise<Date | null> {
  const found = await tx.namespaceReservation.findFirst({
    where: { registryId, name, until: unexpired() },
    select: { until: true },
  });
  return found?.until ?? null;
}

/** The reserved ones of names that begin alike. */
export async function reservedLike({ registryId, name }: Name, tx: Tx): Promise<string[]> {
  const found = await tx.namespaceReservation.findMany({
    where: { registryId, name: { startsWith: name }, until: unexpired() },
    select: { name: true },
  });
  return found.map((reservation) => reservation.name);
}
