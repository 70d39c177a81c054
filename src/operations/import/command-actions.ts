import { db } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { plural } from "../../platform/plural.ts";
import { serversRegistry } from "../../registry/registries.ts";
import { apply } from "./apply.ts";
import { type State, stateFor } from "./catalogue-state.ts";
import { decide } from "./decide.ts";
import { allOf, type Decisions } from "./decision.ts";
import type { Plan } from "./plan.ts";
import { type Report, reportOf, written } from "./report.ts";

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
  return written(report, options);
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
  const { source, withoutEqual } = plan;
  const next = await nextSteps(decisions);
  return reportOf(allOf(decisions), { source, dryRun, withoutEqual, next });
}

async function nextSteps({ people }: Decisions): Promise<string[]> {
  const created = people.filter(({ outcome }) => outcome === "create");
  const without = created.filter(({ account }) => account?.passwordHash === null).length;
  const hasAdmin = (await db.user.count({ where: { admin: true, disabledAt: null } })) > 0;
  const steps: string[] = [];
  if (without > 0)
    steps.push(
      `${plural(without, "person has", "people have")} no password. bin/portus user reset-password NAME sets one. If Portus sends e-mail, people with an address can use "Forgot your password?" themselves.`,
    );
  if (created.length > 0 && !hasAdmin)
    steps.push("No account is an admin. bin/portus user promote NAME makes one an admin.");
  return steps;
}

function ensureCanOwn(owner: string, { users }: State): void {
  const user = users.get(owner);
  if (!user || user.robot || user.disabledAt)
    throw new Invalid({ owner: `No active person is called ${owner}. Check --owner.` });
}
