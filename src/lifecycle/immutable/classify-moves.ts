import { loadPlaces, placeOf } from "../../catalogue/repositories/recording/load.ts";
import { writeEntries } from "../../catalogue/repositories/recording/record.ts";
import type { Place } from "../../catalogue/repositories/recording/state.ts";
import { canonical } from "../../catalogue/repositories/recording/times.ts";
import { writePlaces } from "../../catalogue/repositories/recording/write.ts";
import type { Tx } from "../../platform/db/client.ts";
import { classifyMove, type MovedTag } from "./classify.ts";
import { queueReverts } from "./queue.ts";

/** Classifies moves of one repository that its timeline has already, as a sync records them. */
export async function classifyMoves(
  tx: Tx,
  of: { namespace: Place["namespace"]; repository: string },
  moves: readonly MovedTag[],
): Promise<void> {
  if (moves.length === 0) return;
  const moved = moves.map((move) => ({ ...move, at: canonical(move.at) }));
  const wanted = moved.map(({ digest, tag, at }) => ({
    ...of,
    action: "push" as const,
    digest,
    tag,
    at,
  }));
  const places = await loadPlaces(tx, wanted);
  const all = moved.map((move) => classifyMove(placeOf(places, of), move));
  await writePlaces(tx, places);
  await writeEntries(
    tx,
    all.flatMap(({ entries }) => entries),
  );
  await queueReverts(
    tx,
    all.flatMap(({ overwrites }) => overwrites),
  );
}
