import { db } from "../../../platform/db/client.ts";
import { type Loop, startLoop } from "../../../platform/jobs/loop.ts";

/** Computes the chains of images that were read before chains existed. */
export const startChaining = (): Loop => startLoop("layer chains", 60_000, computeChains);

const batchSize = 500;

/** Returns how many were computed. */
export async function computeChains(): Promise<number> {
  return db.$executeRaw`
    UPDATE manifests SET layer_chain = (
      SELECT sha256(convert_to(coalesce(string_agg(digest || chr(10), '' ORDER BY position), ''), 'UTF8'))
      FROM manifest_layers WHERE manifest_id = manifests.id)
    WHERE id IN (
      SELECT id FROM manifests WHERE kind = 'image' AND layer_chain IS NULL AND read_at IS NOT NULL
      ORDER BY id LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)`;
}
