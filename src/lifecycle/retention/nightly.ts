import { systemAudit } from "../../identity/actor/audit.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import { config } from "../../platform/config/config.ts";
import { db, Prisma, type Repository } from "../../platform/db/client.ts";
import { Invalid, NotFound } from "../../platform/errors.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { log } from "../../platform/log.ts";
import { deleteByRules, type Outcome } from "./delete-tags.ts";
import { updateForecasts } from "./next-night/forecast.ts";
import { repositoriesWithRules, rulesSavedAt, runsAtNight } from "./nightly-sql.ts";
import { lastNight } from "./nightly-times.ts";
import { rulesInForce } from "./saved-rules.ts";
import { repositoryScopeById } from "./scope.ts";

export const jobs: Job[] = [
  { name: "run-retention", cron: "*/10 * * * *", run: () => runNightlyRules() },
  { name: "count-next-night", cron: "5-59/10 * * * *", run: () => updateForecasts() },
];

/** Called with the result of each repository. */
export type Report = (fullName: string, outcome: NightOutcome) => void;

/**
 * Runs the rules in every repository where they are due, one after the other, and returns how many tags were deleted.
 * After an interruption, the next call continues with the repositories that are left.
 */
export async function runNightlyRules(
  due = lastNight(new Date()),
  report?: Report,
): Promise<number> {
  if (!config.rules.deleteEnabled) return 0;
  let deleted = 0;
  for (let last = await claimRepository(due, 0); last; last = await claimRepository(due, last))
    deleted += await runRules(last, report);
  return deleted;
}

const lease = "1 hour"; // after which the rules of a repository run again if their process has ended

/** How many repositories the nightly rules have checked since they were due; null unless they are running. */
export async function retentionProgress(due = lastNight(new Date())): Promise<number | null> {
  const [row] = await db.$queryRaw<{ checked: number; isRunning: boolean | null }[]>`
    SELECT (count(*) FILTER (WHERE running_until IS NULL AND at >= ${due}))::int AS checked,
      bool_or(running_until > now()) AS "isRunning" FROM retention_runs`;
  return row?.isRunning ? row.checked : null;
}

/** Claims the next repository whose nightly rules are due, so that no other replica runs them. */
async function claimRepository(due: Date, after: number): Promise<number | undefined> {
  const isDue = Prisma.sql`(last.at < ${due} OR last.running_until < now())`;
  const [row] = await db.$queryRaw<{ id: number }[]>`
    INSERT INTO retention_runs AS last (repository_id, at, running_until)
    SELECT repositories.id, greatest(now(), ${due}), now() + ${lease}::interval
    FROM ${repositoriesWithRules} LEFT JOIN retention_runs AS last ON last.repository_id = repositories.id
    WHERE repositories.id > ${after} AND ${runsAtNight()} AND ${rulesSavedAt} < ${due}
      AND (last.repository_id IS NULL OR ${isDue})
    ORDER BY repositories.id LIMIT 1 FOR KEY SHARE OF repositories
    ON CONFLICT (repository_id) DO UPDATE
      SET at = excluded.at, running_until = excluded.running_until, deleted = 0, note = NULL WHERE ${isDue}
    RETURNING repository_id AS id`;
  return row?.id;
}

/** An error is noted where the repository's owners see it, and does not stop the other repositories. */
async function runRules(id: number, report?: Report): Promise<number> {
  const repository = await db.repository.findUnique({ where: { id } });
  if (!repository) return 0; // it was deleted since it was claimed
  const outcome = await deleteInRepository(id).catch((error: unknown) =>
    outcomeOf(repository, error),
  );
  const { deleted, left: note } = outcome;
  // The repository is deleted with its last tag, and then there is no row to update.
  await db.retentionRun.updateMany({
    where: { repositoryId: id },
    data: { deleted, note, runningUntil: null },
  });
  report?.(repository.fullName, outcome);
  return deleted;
}

type NightOutcome = Pick<Outcome, "deleted" | "untagged" | "left">;
const nothing: NightOutcome = { deleted: 0, untagged: 0, left: null };

async function deleteInRepository(id: number): Promise<NightOutcome> {
  const scope = await repositoryScopeById(portus, id);
  const found = await rulesInForce(scope);
  return found ? deleteByRules(systemAudit, scope.repository, found.rules) : nothing;
}

function outcomeOf({ fullName }: Repository, error: unknown): NightOutcome {
  if (error instanceof NotFound) return nothing; // it was deleted since
  if (error instanceof Invalid) return { ...nothing, left: Object.values(error.fields).join(" ") };
  log.error({ err: error, repository: fullName }, "retention failed");
  return { ...nothing, left: "Portus failed unexpectedly. Its log says more." };
}
