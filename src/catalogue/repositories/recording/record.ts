import { recordAll } from "../../../history/record.ts";
import type { Tx } from "../../../platform/db/client.ts";
import { applyDelete, type DeletionAt } from "./delete.ts";
import { loadPlaces, placeOf } from "./load.ts";
import type { PendingEntry, Place } from "./state.ts";
import { canonical } from "./times.ts";
import { writePlaces } from "./write.ts";

interface Deletion extends DeletionAt {
  namespace: Place["namespace"];
  repository: string; // its full name
}

/**
 * Applies a deletion at the registry to the catalogue. False if the catalogue had nothing to delete. The caller holds the
 * lock of the repository's events.
 */
export async function recordDelete(tx: Tx, deletion: Deletion): Promise<boolean> {
  const wanted = { ...deletion, action: "delete" as const, at: canonical(deletion.at) };
  const places = await loadPlaces(tx, [wanted]);
  const { isKnown, entries } = applyDelete(placeOf(places, wanted), wanted);
  await writePlaces(tx, places);
  await writeEntries(tx, entries);
  return isKnown;
}

/** Writes entries of the audit log about repositories that are written by now. */
export async function writeEntries(tx: Tx, entries: readonly PendingEntry[]): Promise<void> {
  await recordAll(
    tx,
    entries.map(({ record: { audit, entry }, repository }) => {
      const repositoryId = repository?.id;
      return { audit, entry: repositoryId ? { ...entry, repositoryId } : entry };
    }),
  );
}
