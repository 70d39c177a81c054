import type { Actor } from "../../identity/actor/actor.ts";
import { errorMessage } from "../../platform/error-fields.ts";
import { ensure } from "../../platform/errors.ts";
import { inTime } from "../../platform/in-time.ts";
import { log } from "../../platform/log.ts";
import { canSeeProblems } from "./policy.ts";
import { byWeight, type Problem, type ProblemKind, problem, titles } from "./problem.ts";
import { driftProblems, manifestProblems, syncProblems } from "./sources/contents.ts";
import { eventProblems, missingEventProblems } from "./sources/events.ts";
import {
  databaseProblems,
  deletionProblems,
  diskProblems,
  emailProblems,
  jobProblems,
} from "./sources/machine.ts";
import { registryHostProblems, registryProblems, signingProblems } from "./sources/registries.ts";
import {
  quotaProblems,
  retentionProblems,
  teamProblems,
  tokenProblems,
  webhookProblems,
} from "./sources/tenants.ts";

export type Source = () => Promise<Problem[]>;

/** What finds the problems of the instance, by the kind that stands for a source that fails itself. */
const sources: Partial<Record<ProblemKind, Source>> = {
  database: () => databaseProblems(),
  signing: signingProblems,
  registry: registryProblems,
  registry_host: registryHostProblems,
  disk: diskProblems,
  events_missing: missingEventProblems,
  events_failed: eventProblems,
  jobs: jobProblems,
  sync: syncProblems,
  drift: driftProblems,
  manifests: manifestProblems,
  quota: () => quotaProblems(),
  webhooks: () => webhookProblems(),
  deletions: deletionProblems,
  retention: () => retentionProblems(),
  emails: emailProblems,
  tokens: () => tokenProblems(),
  teams: teamProblems,
};

/** Everything that needs an admin, the most pressing first. */
export async function findProblems(actor: Actor, timeoutMs?: number): Promise<Problem[]> {
  ensure(
    canSeeProblems(actor),
    "Only admins can see the problems of this Portus. Ask one of them.",
  );
  return findAll(timeoutMs);
}

const pageTimeoutMs = 4_000; // no page waits longer for a source

/** The problems that sources find, by weight. */
export async function collect(
  from: Partial<Record<ProblemKind, Source>>,
  timeoutMs = pageTimeoutMs,
): Promise<Problem[]> {
  const entries = Object.entries(from) as [ProblemKind, Source][]; // keys of a literal
  const found = await Promise.all(entries.map(([kind, source]) => safely(kind, source, timeoutMs)));
  return found.flat().sort(byWeight);
}

/** A source that fails or hangs is a problem itself, and hides no other. */
async function safely(kind: ProblemKind, source: Source, timeoutMs: number): Promise<Problem[]> {
  try {
    return await inTime(source(), timeoutMs, "there was no answer in time");
  } catch (error) {
    log.warn({ err: error, kind }, "problems of a kind could not be found");
    return [unchecked(kind, errorMessage(error).trim().split("\n").at(-1)?.slice(0, 300) ?? "")];
  }
}

const unchecked = (kind: ProblemKind, why: string) =>
  problem({
    kind,
    severity: "warn",
    sentence: `${titles[kind]}: Portus could not check for problems: ${why}`,
    cure: "Load the page again. If it stays, the log has the whole error.",
  });

const countMaxAgeMs = 30_000;
let counted: { problems: number; at: number } | undefined;
let counting = false;

async function findAll(timeoutMs?: number): Promise<Problem[]> {
  const found = await collect(sources, timeoutMs);
  counted = { problems: found.length, at: Date.now() };
  return found;
}

/**
 * How many problems there were when they were last found. Every page of an admin shows it, so that no page waits for it:
 * an old count is renewed for the next page.
 */
export function problemCount(): number {
  const isOld = !counted || Date.now() - counted.at > countMaxAgeMs;
  if (isOld && !counting) {
    counting = true;
    void findAll().finally(() => {
      counting = false;
    });
  }
  return counted?.problems ?? 0;
}
