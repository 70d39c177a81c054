import { pool } from "../../../platform/db/client.ts";
import { databaseHealth } from "../../health/health.ts";
import { type Check, fine, patienceMs, type Verdict, wrong } from "../check.ts";
import { differenceOf, maxOffsetMs } from "../clocks.ts";

export const databaseChecks = (): Check[] => [
  {
    id: "database",
    title: "The database can be used",
    run: async () => stateVerdict(await databaseHealth(patienceMs)),
  },
  {
    id: "database.version",
    title: "The version of Postgres is supported",
    needs: ["database"],
    run: async () => versionVerdict(await setting("server_version_num")),
  },
  {
    id: "database.clock",
    title: "The clocks of Portus and of its database agree",
    needs: ["database"],
    run: async () => clockVerdict(await databaseOffset()),
  },
];

function stateVerdict({ success, sentence }: { success: boolean; sentence: string }): Verdict {
  if (success) return fine("It answers, accepts changes and has this version's schema.");
  return wrong(
    sentence,
    "See what Postgres says at the address of DATABASE_URL:",
    'psql "$DATABASE_URL" -c "SHOW transaction_read_only"',
  );
}

async function setting(name: string): Promise<string> {
  const { rows } = await pool.query("SELECT current_setting($1) AS value", [name]);
  return String(rows[0]?.value ?? "");
}

const oldestMajor = 15; // the oldest that Postgres maintains

export function versionVerdict(number: string): Verdict {
  const major = Math.floor(Number(number) / 10_000);
  const version = `${major}.${Number(number) % 10_000}`;
  if (major >= oldestMajor) return fine(`Postgres ${version}.`);
  return wrong(
    `Postgres ${version} is no longer maintained: the oldest version with fixes is ${oldestMajor}.`,
    "Move the database to a newer Postgres:",
    'pg_dump --format=custom --file=portus.dump "$DATABASE_URL"',
    'pg_restore --no-owner --dbname="$NEW_DATABASE_URL" portus.dump',
  );
}

/** How far the database's clock is ahead of ours, in ms. */
async function databaseOffset(): Promise<number> {
  const before = Date.now();
  const { rows } = await pool.query("SELECT extract(epoch FROM clock_timestamp()) * 1000 AS at");
  return Number(rows[0]?.at) - (before + Date.now()) / 2;
}

export function clockVerdict(offset: number): Verdict {
  if (Math.abs(offset) <= maxOffsetMs)
    return fine(`They differ by ${Math.abs(offset / 1000).toFixed(1)} s.`);
  return wrong(
    `The database's clock is ${differenceOf(offset)} Portus's.`,
    "Set the clocks of both machines by NTP:",
    "timedatectl set-ntp true",
    "timedatectl status",
  );
}
