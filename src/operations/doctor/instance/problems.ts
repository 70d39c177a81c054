import { operator } from "../../../identity/actor/system-actors.ts";
import { findProblems } from "../../problems/find.ts";
import { type Problem, type ProblemKind, titles } from "../../problems/problem.ts";
import { type Check, fine, patienceMs, type Verdict, wrong } from "../check.ts";
import { once } from "../once.ts";

/** Other kinds have checks of their own here, which say more; a sync fails for the same reasons as they do. */
const kinds = [
  "events_failed",
  "jobs",
  "drift",
  "manifests",
  "quota",
  "webhooks",
  "deletions",
  "retention",
  "emails",
  "tokens",
  "teams",
] as const satisfies ProblemKind[];

/** What the admin overview lists as a problem. */
export function problemChecks(): Check[] {
  const problems = once(() => findProblems(operator, patienceMs));
  return kinds.map((kind) => ({
    id: `problems.${kind}`,
    title: `${titles[kind]}: nothing needs a person`,
    needs: ["database"],
    run: async () => verdictOn((await problems()).filter((it) => it.kind === kind)),
  }));
}

function verdictOn(problems: readonly Problem[]): Verdict {
  const [first] = problems;
  if (!first) return fine("The admin overview lists no problem of this kind.");
  const evidence = problems.map(({ sentence }) => sentence).join(" ");
  return wrong(evidence, first.cure, ...(first.lines?.split("\n") ?? []));
}
