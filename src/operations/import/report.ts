import { visibleJson, visibleLine } from "../../platform/terminal.ts";
import type { ImportOptions } from "./command-actions.ts";
import type { Decision, Outcome } from "./decision.ts";
import type { WithoutEqual } from "./plan.ts";

export interface Report {
  source: string;
  dryRun: boolean;
  decisions: Decision[];
  totals: Record<Outcome, number>;
  withoutEqual: WithoutEqual[];
  /** What the operator has to do. */
  next: string[];
}

type Run = Omit<Report, "decisions" | "totals">;

export function reportOf(decided: readonly Decision[], run: Run): Report {
  const decisions = decided.map(({ kind, name, outcome, why }) => ({ kind, name, outcome, why }));
  const count = (wanted: Outcome) => decisions.filter(({ outcome }) => outcome === wanted).length;
  return {
    ...run,
    decisions,
    totals: {
      create: count("create"),
      exists: count("exists"),
      differs: count("differs"),
      refused: count("refused"),
    },
  };
}

/** The report as a text or as JSON. Sets the exit code. */
export function written(report: Report, { json }: ImportOptions): string {
  if (report.totals.refused + report.withoutEqual.length > 0) process.exitCode ??= 1;
  return json ? visibleJson(JSON.stringify(report, null, 2)) : printed(report);
}

/** Every decision on its line, then the totals, what has no equal, and what is left to do. */
function printed({ source, dryRun, decisions, totals, withoutEqual, next }: Report): string {
  const words = dryRun ? { ...done, create: "will be created" } : done;
  const rows = decisions.map(({ kind, name, outcome, why }) => [kind, name, words[outcome], why]);
  const notTaken = withoutEqual.map(({ what, why }) => [what, why]);
  return [
    dryRun ? `Import from ${source}: a dry run, nothing was changed.` : `Import from ${source}.`,
    ...section("", aligned(rows)),
    "",
    `In total: ${outcomes.map((it) => `${totals[it].toLocaleString("en-US")} ${words[it]}`).join(", ")}.`,
    ...section("What has no equal in Portus:", aligned(notTaken)),
    ...section("What to do next:", next),
  ].join("\n");
}

const outcomes = ["create", "exists", "differs", "refused"] as const;

const done: Record<Outcome, string> = {
  create: "created",
  exists: "exists already",
  differs: "left as it is",
  refused: "refused",
};

const section = (title: string, lines: string[]) =>
  lines.length === 0 ? [] : ["", ...(title ? [title] : []), ...lines];

const maxCell = 300; // characters of a text from a source

/** Columns as wide as their texts, up to 40 characters. */
function aligned(rows: string[][]): string[] {
  const cells = rows.map((row) => row.map((cell) => visibleLine(cell.slice(0, maxCell))));
  const widths = (cells[0] ?? []).map((_, at) =>
    Math.min(
      40,
      cells.reduce((widest, row) => Math.max(widest, row[at]?.length ?? 0), 0),
    ),
  );
  return cells.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
