import type { Within } from "../../platform/command.ts";
import { errorMessage } from "../../platform/error-fields.ts";
import { visibleJson } from "../../platform/terminal.ts";
import { wrong } from "./check.ts";
import type { Diagnosis } from "./doctor.ts";
import { reportText } from "./report.ts";

interface Options {
  json: boolean;
  fix: boolean;
}

/** Returns what to print, and sets the exit code: 1 for problems, 2 if nothing could be checked. */
export async function runDoctor({ json, fix }: Options, within: Within): Promise<string> {
  process.once("exit", couldNotRun);
  const diagnosis = await diagnosisWithin(fix, within);
  if (!diagnosis.ok) process.exitCode ??= 1;
  if (!json) return reportText(diagnosis);
  return visibleJson(JSON.stringify(diagnosis, null, 2));
}

async function diagnosisWithin(fix: boolean, within: Within): Promise<Diagnosis> {
  try {
    return await within(async () => {
      const { diagnose } = await import("./doctor.ts");
      return diagnose({ fix });
    });
  } catch (error) {
    process.exitCode = 2;
    return notOpened(error);
  }
}

/** Without its database Portus knows nothing to check. */
function notOpened(error: unknown): Diagnosis {
  const verdict = wrong(
    errorMessage(error),
    "Nothing else can be checked without the database. Start it, or correct its address:",
    "DATABASE_URL=postgresql://portus:…@localhost:5432/portus",
  );
  const check = { id: "database", title: "The database can be used", ...verdict };
  return { ok: false, checks: [check], fixed: [] };
}

/** Wrong settings end the process with a code of sysexits.h while they are read. */
function couldNotRun(code: number): void {
  if (code >= 64) process.exitCode = 2;
}
