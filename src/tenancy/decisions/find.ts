import type { Actor } from "../../identity/actor/actor.ts";
import { db } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { decisionIdIn } from "./ids.ts";
import { flushDecisions } from "./queue.ts";
import { type SeenDecision, seenBy } from "./seen.ts";

/** A decision as a reader may see it; null: a reader who is not signed in. */
export async function findDecision(reader: Actor | null, given: string): Promise<SeenDecision> {
  const publicId = decisionIdIn(given);
  if (!publicId) throw new NotFound("decision");
  await flushDecisions(); // those of this process can be read at once
  const row = await db.decision.findFirst({ where: { publicId } }); // findUnique() compares keys as text, when it joins queries
  const [seen] = row ? await seenBy(reader, [row]) : [];
  if (!seen) throw new NotFound("decision");
  return seen;
}
