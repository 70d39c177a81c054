import { type Loop, startLoop } from "../platform/jobs/loop.ts";
import { createAnchoring } from "./anchoring.ts";
import { sealPending } from "./chain.ts";

/** Adds new entries to the chain, a moment after they are committed, and records its head outside the database. */
export function startSealer(): Loop {
  const anchorHead = createAnchoring();
  return startLoop("sealer", 1_000, async () => {
    const sealed = await sealPending();
    await anchorHead();
    return sealed;
  });
}
