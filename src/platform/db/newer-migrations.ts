import { z } from "zod";
import { text } from "../bounded-text.ts";
import { parseJson } from "../json.ts";
import { versionNumber } from "../version.ts";
import type { Migration } from "./migrations.ts";

/**
 * Migrations that are newer than this one only add what earlier versions can live with, or name the oldest version that
 * can: `-- contracts: 0.2.0`. test/platform/db/expand-only.test.ts checks that.
 */
export const lastUnchecked = "20261203090000_confirmed_addresses";

/** What the version that applies a migration writes for those that lack it: its number, and the oldest that may run beside it, if one may. */
const Note = z.object({ portus: text(100), oldest: text(100).nullable() });

const anyVersion = "0.0.0";

export function noteOf({ name, sql }: Migration): string {
  const checked = name > lastUnchecked;
  const oldest = checked ? (contracts.exec(sql)?.[1] ?? anyVersion) : null;
  return JSON.stringify({ portus: versionNumber, oldest } satisfies z.infer<typeof Note>);
}

/** The first line of a migration that takes something away. */
export const contracts = /^-- contracts: (\d+\.\d+\.\d+)\n/;

interface Newer {
  name: string;
  note: string | null;
}

/** Whether this version can run on a database with a migration that it lacks. */
export function canRunWith({ note }: Newer, version = versionNumber): boolean {
  const oldest = readNote(note)?.oldest ?? null;
  return oldest !== null && version.localeCompare(oldest, "en", { numeric: true }) >= 0;
}

export function refusal({ name, note }: Newer): string {
  const newer = readNote(note)?.portus;
  return (
    `The database was migrated by ${newer ? `Portus ${newer}` : "a newer Portus"}: it has the migration ${name}, ` +
    `which this version (${versionNumber}) lacks and can't run with. ` +
    `Start ${newer ? `Portus ${newer} or newer` : "that version"}, or restore a backup from before the upgrade: docs/upgrading.md.`
  );
}

function readNote(note: string | null): z.infer<typeof Note> | null {
  return Note.safeParse(parseJson(note ?? "")).data ?? null;
}
