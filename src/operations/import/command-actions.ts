import { db } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { visibleJson } from "../../platform/terminal.ts";
import { serversRegistry } from "../../registry/registries.ts";
import { apply } from "./apply.ts";
import { type State, stateFor } from "./catalogue-state.ts";
import { decide } from "./decide.ts";
import type { Plan } from "./plan.ts";
import { printed, type Report, reportOf } from "./report.ts";

export interface ImportOptions {
  "dry-run"?: string | boolean | undefined;
  json?: string | boolean | undefined;
  merge?: string | boolean | undefined;
  owner?: string | boolean | undefined;
}

/** Imports a plan and returns the report, as a text or as JSON. */
export async function importPlan(plan: Plan, options: ImportOptions): Promise<string> {
  const report = await carriedOut(plan, {
    dryRun: options["dry-run"] === true,
    merge: options.merge === true,
    owner: typeof options.owner === "string" ? options.owner.toLowerCase() : null,
  });
  if (report.totals.refused + report.withoutEqual.length > 0) process.exitCode ??= 1;
  return options.json ? visibleJson(JSON.stringify(report, null, 2)) : printed(report);
}

interface Choices {
  dryRun: boolean;
  merge: boolean;
  owner: string | null;
}

async function carriedOut(plan: Plan, { dryRun, ...choices }: Choices): Promise<Report> {
  const registry = await serversRegistry();
  const state = await stateFor(plan, registry, choices.owner === null ? [] : [choices.owner]);
  if (choices.owner !== null) ensureCanOwn(choices.owner, state);
  const decisions = decide(plan, state, choices);
  if (!dryRun) await apply(decisions, { state, registry });
  const hasAdmin = (await db.user.count({ where: { admin: true, disabledAt: null } })) > 0;
  const { source, withoutEqual } = plan;
  return reportOf(decisions, { source, dryRun, withoutEqual, hasAdmin });
}

function ensureCanOwn(owner: string, { users }: State): void {
  const user = users.get(owner);
  if (!user || user.robot || user.disabledAt)
    throw new Invalid({ owner: `No active person is called ${owner}. Check --owner.` });
}
