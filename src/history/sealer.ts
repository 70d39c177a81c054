import { type Loop, startLoop } from "../platform/loop.ts";
import { sealPending } from "./chain.ts";

/** Chains what happened, a moment after it did. */
export function startSealer(): Loop {
  return startLoop("sealer", 1_000, sealPending);
}
