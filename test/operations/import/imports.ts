import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { type ImportOptions, importPlan } from "../../../src/operations/import/command-actions.ts";
import type { Plan } from "../../../src/operations/import/plan.ts";
import type { Report } from "../../../src/operations/import/report.ts";
import { db } from "../../../src/platform/db/client.ts";

const folder = mkdtempSync(join(tmpdir(), "portus-import-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A file to import. */
export function fileOf(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

export const person = (name: string, passwordHash: string | null = null) => ({
  name,
  passwordHash,
  email: null,
  displayName: null,
});

export const planOf = (given: Partial<Plan>): Plan => ({
  source: "a test",
  people: [],
  teams: [],
  namespaces: [],
  withoutEqual: [],
  ...given,
});

/** What an import decides: the outcome of each thing by its kind and name. */
export async function imported(plan: Plan, options: ImportOptions = {}): Promise<Report> {
  return reportIn(await importPlan(plan, { ...options, json: true }));
}

export function reportIn(text: string): Report {
  process.exitCode = 0; // of the command, not of the test
  return JSON.parse(text) as Report;
}

export const outcomes = ({ decisions }: Report): Record<string, string> =>
  Object.fromEntries(decisions.map(({ kind, name, outcome }) => [`${kind} ${name}`, outcome]));

export const reasonOf = ({ decisions }: Report, wanted: string): string =>
  decisions.find(({ name }) => name === wanted)?.why ?? "";

/** The number of rows of each table that an import writes to. */
export async function rowCounts(): Promise<Record<string, number>> {
  const [users, teams, memberships, namespaces, activities] = await Promise.all([
    db.user.count(),
    db.team.count(),
    db.membership.count(),
    db.namespace.count(),
    db.activity.count(),
  ]);
  return { users, teams, memberships, namespaces, activities };
}
