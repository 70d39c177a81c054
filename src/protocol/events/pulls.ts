import { recordPulls } from "../../catalogue/repositories/recording/pull.ts";
import { queueLookups } from "../../catalogue/repositories/recording/pull-lookups.ts";
import type { Tx } from "../../platform/db/client.ts";
import type { ReadyEvent } from "./prepare.ts";
import { ignored, type Outcome } from "./queue.ts";

const notInCatalogue =
  "This repository is not in the catalogue, and the registry did not have it when asked.";

/** A GET is a pull, and so is a HEAD of a tag: a client that already has the image sends nothing more. */
export async function applyPulls(tx: Tx, events: readonly ReadyEvent[]): Promise<Outcome[]> {
  const pulls = events.filter(isPull).map(pullOf);
  const known = await recordPulls(tx, pulls);
  await queueLookups(
    tx,
    pulls.filter(({ isFirstAttempt }) => isFirstAttempt),
  ); // the others were looked up already
  return [
    ...events
      .filter((event) => !isPull(event))
      .map(({ id }) => ignored(id, "A HEAD request by digest is not a pull.")),
    ...pulls.map((pull): Outcome => {
      const { id } = pull;
      if (known.has(pull)) return { id, state: "applied" };
      return { id, state: "waiting", reason: notInCatalogue };
    }),
  ];
}

const isPull = ({ event }: ReadyEvent) =>
  event.request?.method !== "HEAD" || Boolean(event.target.tag);

function pullOf({ id, attempts, at, namespace, event }: ReadyEvent) {
  const { repository = "", digest = "", tag } = event.target;
  const counted = event.request?.method !== "HEAD";
  return { id, namespace, repository, digest, tag, at, counted, isFirstAttempt: attempts === 0 };
}
