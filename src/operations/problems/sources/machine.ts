import { stuckDeletions } from "../../../lifecycle/deletion/stuck.ts";
import { config } from "../../../platform/config/config.ts";
import { isDiskFull } from "../../../platform/db/disk.ts";
import { type DiskSpace, diskSpace } from "../../../platform/disk-space.ts";
import { formats } from "../../../platform/http/pages/format.ts";
import { failedJobs } from "../../../platform/jobs/failed-jobs.ts";
import { emailFailures } from "../../../platform/mail/outbox.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { plural } from "../../../platform/plural.ts";
import { type Problem, problem } from "../problem.ts";

/** Whether Postgres refused a change because its disk is full. */
export async function databaseProblems(now = Date.now()): Promise<Problem[]> {
  return isDiskFull(now) ? [databaseFull] : [];
}

const databaseFull = problem({
  kind: "database",
  severity: "bad",
  sentence: "The disk of the database is full: it refused a change within the last seconds.",
  cure: "Free space on the disk of Postgres. Nothing is pushed or changed until then.",
});

/** The disk of the data directory, which also has the embedded database and the registry of `bin/up`. */
export async function diskProblems(): Promise<Problem[]> {
  const found = diskProblem(await diskSpace(config.dataDir), config.dataDir);
  return found ? [found] : [];
}

const mb = 1_000_000;

/** Small disks are nearly full by their percentage, large ones by what is left. */
export function diskProblem({ free, total }: DiskSpace, directory: string): Problem | null {
  if (free >= Math.min(total / 10, 5_000 * mb)) return null;
  const severity = free < Math.min(total / 50, 500 * mb) ? "bad" : "warn";
  return problem({
    kind: "disk",
    severity,
    sentence: `The disk of ${directory} has ${formats.bytes(free)} of ${formats.bytes(total)} left.`,
    cure: "When it is full, pushes and changes fail. Delete old tags and let the registry collect garbage, or enlarge the disk.",
    action: { text: "See sizes", href: paths.treemap() },
  });
}

/** Jobs on a schedule whose last run failed. */
export async function jobProblems(): Promise<Problem[]> {
  return (await failedJobs()).map(({ name, failedAt, error }) =>
    problem({
      kind: "jobs",
      severity: "bad",
      sentence: `The job ${name} failed${error ? `: ${error}` : "."}`,
      since: failedAt,
      cure: "It runs again on its schedule. If it fails again, the log has the whole error.",
    }),
  );
}

/** Deletions that can't be finished. */
export async function deletionProblems(): Promise<Problem[]> {
  const found = await stuckDeletions();
  const [first] = found;
  if (!first) return [];
  return [
    problem({
      kind: "deletions",
      severity: "bad",
      sentence: `${plural(found.length, "deletion or restore", "deletions or restores")} can't be finished: ${first.note ?? "the log says why."}`,
      since: first.executedAt ?? first.createdAt,
      cure: "Portus retries. The page of each says how far it is.",
      places: found.map((plan) => ({ text: plan.subject, href: paths.deletion(plan) })),
    }),
  ];
}

/** E-mails that could not be sent. */
export async function emailProblems(): Promise<Problem[]> {
  const { waiting, givenUp, lastError, since } = await emailFailures();
  if (waiting + givenUp === 0) return [];
  const parts = [
    waiting > 0 && `${plural(waiting, "e-mail")} could not be sent yet`,
    givenUp > 0 && `${plural(givenUp, "e-mail was", "e-mails were")} given up`,
  ].filter(Boolean);
  return [
    problem({
      kind: "emails",
      severity: waiting > 0 ? "bad" : "warn",
      sentence: `${parts.join(", ")}: ${lastError}`,
      since,
      cure: "Portus retries those that wait. Check the settings PORTUS_EMAIL_SMTP_… and the mail server.",
      action: { text: "See e-mails", href: paths.emails() },
    }),
  ];
}
