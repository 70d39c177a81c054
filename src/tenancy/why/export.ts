import type { Actor } from "../../identity/actor/actor.ts";
import { cell } from "../../platform/csv.ts";
import type { Position } from "../../platform/db/keyset.ts";
import { visibleJson } from "../../platform/terminal.ts";
import type { DecisionFilters } from "../decisions/filters.ts";
import { findDecisions } from "../decisions/list.ts";
import { presentDecision } from "../decisions/present.ts";
import type { SeenDecision } from "../decisions/seen.ts";

const batchSize = 500;

const header =
  "Id,Time,Outcome,User,Proven by,Credential,Address,Client,Registry,Asked,Granted,Reason\r\n";

/** The decisions as CSV, newest first, in batches. */
export async function* csv(reader: Actor, filters: DecisionFilters): AsyncGenerator<string> {
  yield header;
  for await (const batch of batches(reader, filters)) yield batch.map(csvLine).join("");
}

/** The same with one JSON object per line, as the API shows it. */
export async function* ndjson(reader: Actor, filters: DecisionFilters): AsyncGenerator<string> {
  for await (const batch of batches(reader, filters))
    yield batch.map((seen) => `${visibleJson(JSON.stringify(presentDecision(seen)))}\n`).join("");
}

/** Loads one batch at a time, so that memory is bounded. */
async function* batches(reader: Actor, filters: DecisionFilters): AsyncGenerator<SeenDecision[]> {
  for (let older: Position | undefined; ; ) {
    const found = await findDecisions(reader, { ...filters, older, take: batchSize });
    if (found.length > 0) yield found;
    const last = found.at(-1)?.row;
    older = last && { at: last.at, id: Number(last.id) };
    if (found.length < batchSize) return;
  }
}

function csvLine(seen: SeenDecision): string {
  const shown = presentDecision(seen);
  const refused = shown.rules.filter(({ allowed }) => !allowed);
  const cells = [
    shown.id,
    shown.at.toISOString(),
    shown.outcome,
    shown.user?.name ?? "",
    shown.proven_by,
    shown.credential?.name ?? "",
    shown.address ?? "",
    shown.client,
    shown.service,
    shown.asked.join(" "),
    shown.granted.join(" "),
    [shown.because, ...refused.map(({ because }) => because)].filter(Boolean).join(" "),
  ];
  return `${cells.map(cell).join(",")}\r\n`;
}
