import type { Entry } from "../../history/sentences.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { cell } from "../../platform/csv.ts";
import type { Position } from "../../platform/db/keyset.ts";
import { visibleJson } from "../../platform/terminal.ts";
import { findActivities } from "./feed.ts";
import type { Filters } from "./filters.ts";

const batchSize = 1000;

export const csvHeader =
  "Tracked item,Item,Event,Recipient,Triggered by,Time,Notes,Credential,Address\r\n";

/** The activity as CSV, newest first, in batches. */
export async function* csv(actor: Actor, filters: Filters): AsyncGenerator<string> {
  yield csvHeader;
  for await (const entries of batches(actor, filters)) yield entries.map(csvLine).join("");
}

/** The same with one JSON object per line. */
export async function* ndjson(actor: Actor, filters: Filters): AsyncGenerator<string> {
  for await (const entries of batches(actor, filters))
    yield entries.map((entry) => `${visibleJson(JSON.stringify(withoutPlaces(entry)))}\n`).join("");
}

/** An entry without what it links to and what its `credential` says. */
function withoutPlaces({
  hostname: _host,
  namespaceNow: _there,
  teamNow: _theirs,
  actorNow: _actor,
  tokenName: _token,
  reported: _reported,
  id,
  ...entry
}: Entry) {
  return { id: Number(id), ...entry };
}

/** Loads one batch at a time, so that memory is bounded. */
async function* batches(actor: Actor, filters: Filters): AsyncGenerator<Entry[]> {
  for (let older: Position | undefined; ; ) {
    const entries = await findActivities(actor, { ...filters, older, take: batchSize });
    if (entries.length > 0) yield entries;
    const last = entries.at(-1);
    older = last && { at: last.at, id: Number(last.id) };
    if (entries.length < batchSize) return;
  }
}

const recipients = ["member", "to", "team", "user"]; // details that name the recipient of a change

function csvLine({ key, subject, actorName, at, details, credential, address }: Entry): string {
  const plain = typeof details === "object" && details !== null ? { ...details } : {};
  const notes = new Map(Object.entries(plain));
  const recipient = recipients.find((name) => typeof notes.get(name) === "string");
  const cells = [
    (key.split(".")[0] ?? "").replaceAll("_", " "),
    subject,
    key,
    recipient ? String(notes.get(recipient)) : "",
    actorName,
    at.toISOString(),
    [...notes]
      .filter(([name]) => name !== recipient)
      .map(note)
      .join("; "),
    credential ?? "",
    address ?? "",
  ];
  return `${cells.map(cell).join(",")}\r\n`;
}

function note([name, value]: [string, unknown]): string {
  return `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`;
}
