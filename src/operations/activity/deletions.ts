import type { Actor } from "../../identity/actor/actor.ts";
import { restorableSentence } from "../../lifecycle/deletion/list/counts.ts";
import { nextNightSentence } from "../../lifecycle/retention/next-night/page.ts";

/** What can be restored, and what retention will delete next; each null if that is nothing. */
export async function deletionsInShort(actor: Actor) {
  const [restorable, next] = await Promise.all([
    restorableSentence(actor),
    nextNightSentence(actor),
  ]);
  return restorable || next ? { restorable, next } : null;
}
