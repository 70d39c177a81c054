import { plural } from "../../platform/plural.ts";
import type { Result } from "./check.ts";
import type { Diagnosis } from "./doctor.ts";

/** The results as text, problems first, for a terminal or a ticket. It contains no secret. */
export function reportText({ checks, fixed }: Diagnosis): string {
  const failed = checks.filter(({ ok }) => ok === false);
  const rest = checks.filter(({ ok }) => ok !== false);
  return [
    ...failed.flatMap(problemLines),
    ...rest.map(({ id, ok, evidence }) => `${ok ? "fine     " : "unchecked"} ${id}: ${evidence}`),
    ...(fixed.length > 0 ? ["", "Repaired:", ...fixed.map((line) => `    ${line}`)] : []),
    "",
    summaryOf(checks),
  ].join("\n");
}

function problemLines({ id, title, evidence, cure: [what = "", ...lines] }: Result): string[] {
  return [
    `PROBLEM   ${id}: failed: ${title}`,
    `    ${evidence}`,
    `    ${what}`,
    "",
    ...lines.map((line) => `        ${line}`),
    "",
  ];
}

/** "2 problems, 30 checks are fine, 1 was not checked." */
export function summaryOf(checks: readonly Result[]): string {
  const count = (ok: boolean | null) => checks.filter((it) => it.ok === ok).length;
  const parts = [
    count(false) > 0 ? plural(count(false), "problem") : "No problem",
    plural(count(true), "check is fine", "checks are fine"),
  ];
  if (count(null) > 0) parts.push(plural(count(null), "was not checked", "were not checked"));
  return `${parts.join(", ")}.`;
}
