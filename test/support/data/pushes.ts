import { loadPlaces, placeOf } from "../../../src/catalogue/repositories/recording/load.ts";
import { applyPush } from "../../../src/catalogue/repositories/recording/push.ts";
import { writeEntries } from "../../../src/catalogue/repositories/recording/record.ts";
import { canonical } from "../../../src/catalogue/repositories/recording/times.ts";
import type { Push } from "../../../src/catalogue/repositories/recording/upsert.ts";
import { writePlaces } from "../../../src/catalogue/repositories/recording/write.ts";
import type { Tx } from "../../../src/platform/db/client.ts";

/** Records a push as its event does. False if what was pushed has been deleted since. */
export async function recordPush(tx: Tx, push: Push): Promise<boolean> {
  const pushed = { ...push, action: "push" as const, at: canonical(push.at) };
  const places = await loadPlaces(tx, [pushed]);
  const { isStored, entries } = applyPush(placeOf(places, pushed), pushed);
  await writePlaces(tx, places);
  await writeEntries(tx, entries);
  return isStored;
}
