import { portus } from "../../identity/actor/system-actors.ts";
import { config } from "../../platform/config/config.ts";
import { db, type Repository } from "../../platform/db/client.ts";
import { Invalid, NotFound } from "../../platform/errors.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { log } from "../../platform/log.ts";
import { letGo, type Outcome } from "./delete-tags.ts";
import { rulesFor } from "./rules.ts";
import { repositoryPlaceById } from "./scope.ts";

export const jobs: Job[] = [
  { name: "carry-out-rules", cron: "*/10 * * * *", run: () => carryOutRules() },
];

const hour = 3; // UTC

/** The last time that rules were due. What was saved since waits for the next one. */
export function lastNight(now: Date): Date {
  const night = new Date(now);
  night.setUTCHours(hour, 0, 0, 0);
  if (night > now) night.setUTCDate(night.getUTCDate() - 1);
  return night;
}

/** What came of the rules in one repository. */
export type Told = (fullName: string, outcome: Came) => void;

/**
 * Carries out the rules in every repository that has not been attended to since they were due, one after the other, and
 * says how many tags went. Whoever is stopped in the middle goes on where they were.
 */
export async function carryOutRules(due = lastNight(new Date()), tell?: Told): Promise<number> {
  if (!config.rules.deleteEnabled) return 0;
  let deleted = 0;
  for (let last = await claim(due, 0); last; last = await claim(due, last))
    deleted += await attend(last, tell);
  return deleted;
}

/** Takes the next repository that is still there and for which nightly rules are due, so that no other replica does. */
async function claim(due: Date, after: number): Promise<number | undefined> {
  const otherwise = config.garbageCollector?.nightly ?? false;
  const [row] = await db.$queryRaw<{ id: number }[]>`
    INSERT INTO retention_runs (repository_id, at)
    SELECT repositories.id, greatest(now(), ${due}) FROM repositories
      JOIN namespaces ON namespaces.id = repositories.namespace_id
      LEFT JOIN retention_rules AS own ON own.repository_id = repositories.id
      LEFT JOIN retention_rules AS inside ON inside.namespace_id = namespaces.id
      LEFT JOIN retention_rules AS whole ON whole.registry_id = namespaces.registry_id
      LEFT JOIN retention_runs AS last ON last.repository_id = repositories.id
    WHERE repositories.id > ${after} AND coalesce(own.nightly, inside.nightly, whole.nightly, ${otherwise})
      AND coalesce(own.saved_at, inside.saved_at, whole.saved_at, '-infinity') < ${due}
      AND coalesce(last.at, '-infinity') < ${due}
    ORDER BY repositories.id LIMIT 1 FOR KEY SHARE OF repositories
    ON CONFLICT (repository_id) DO UPDATE SET at = excluded.at, deleted = 0, note = NULL
      WHERE retention_runs.at < ${due}
    RETURNING repository_id AS id`;
  return row?.id;
}

/** One repository's trouble is not another's: it is noted where its owners look. */
async function attend(id: number, tell?: Told): Promise<number> {
  const repository = await db.repository.findUnique({ where: { id } });
  if (!repository) return 0; // it went since it was its turn
  const outcome = await rulesAt(id).catch((error: unknown) => troubleOf(repository, error));
  const { deleted, left: note } = outcome;
  // A repository whose last tag went is gone, and with it what would be noted.
  await db.retentionRun.updateMany({ where: { repositoryId: id }, data: { deleted, note } });
  tell?.(repository.fullName, outcome);
  return deleted;
}

type Came = Pick<Outcome, "deleted" | "untagged" | "left">;
const nothing: Came = { deleted: 0, untagged: 0, left: null };

async function rulesAt(id: number): Promise<Came> {
  const place = await repositoryPlaceById(portus, id);
  const held = await rulesFor(place);
  return held ? letGo(portus, place.repository, held.rules) : nothing;
}

function troubleOf({ fullName }: Repository, error: unknown): Came {
  if (error instanceof NotFound) return nothing; // it went in the middle
  if (error instanceof Invalid) return { ...nothing, left: Object.values(error.fields).join(" ") };
  log.error({ err: error, repository: fullName }, "retention failed");
  return { ...nothing, left: "Something in Portus failed. It has been logged." };
}
