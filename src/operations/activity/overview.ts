import { type ReadFailures, readFailures } from "../../catalogue/images/reader/failures.ts";
import { totalPullsByDay } from "../../catalogue/pulls/by-day.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { keptCounts } from "../../platform/db/kept-counts.ts";
import { ensure } from "../../platform/errors.ts";
import { type EmailFailures, emailFailures } from "../../platform/mail/outbox.ts";
import { paths } from "../../platform/paths/paths.ts";
import { plural } from "../../platform/plural.ts";
import { referenceOf } from "../../platform/reference.ts";
import { eventsOverview } from "../../protocol/events/events.ts";
import { keptDays } from "../../protocol/events/worker.ts";
import { ping } from "../../registry/client/client.ts";
import { formerHostWarning } from "../../registry/former-hosts.ts";
import { findRegistryByHost } from "../../registry/registries.ts";
import { keysWarning } from "../../registry/signing/keys.ts";
import { canSeeOverview } from "./policy.ts";
import { inProgress } from "./progress.ts";
import { staleWhileRevalidate } from "../../platform/stale-while-revalidate.ts";

/** A problem that an admin should know of, and where to fix it. */
export interface Problem {
  text: string;
  next: string;
  href?: string;
  links?: { text: string; href: string }[];
}

/** The values of the admin page. Whether the registry is up comes from a cache, so that it does not delay the page. */
export async function overview(actor: Actor) {
  ensure(canSeeOverview(actor));
  const [registry, progress, events, counts, database, manifests, emails, pulls, former] =
    await Promise.all([
      registryHealth(),
      inProgress(actor),
      eventsOverview(),
      keptCounts(),
      databaseFacts(),
      readFailures(),
      emailFailures(),
      totalPullsByDay({}, 30),
      formerHostWarning(),
    ]);
  const warnings = [keysWarning(), former].filter((it) => it !== null);
  const problems = [
    ...registryProblems(registry?.value),
    ...eventProblems(events),
    ...manifestProblems(manifests),
    ...emailProblems(emails),
    ...warnings,
  ];
  const failedKeptDays = keptDays.failed;
  return {
    registry,
    progress,
    events,
    failedKeptDays,
    counts,
    database,
    pulls,
    problems,
    registryUrl: config.registry.url,
  };
}

type Events = Awaited<ReturnType<typeof eventsOverview>>;

/** Why the registry is not usable; null if it is up. */
const registryHealth = staleWhileRevalidate(
  async (): Promise<string | null> => {
    const registry = await findRegistryByHost(config.registry.host);
    if (!registry) return `Portus has no record of ${config.registry.host}.`;
    return (await ping(registry))?.message ?? null;
  },
  { freshMs: 5_000, timeoutMs: 2_000 },
);

async function databaseFacts() {
  const rows = await db.$queryRaw<{ version: string; bytes: bigint }[]>`
    SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes`;
  return rows[0] ?? { version: "", bytes: 0n };
}

function registryProblems(problem: string | null | undefined): Problem[] {
  if (problem === null) return [];
  const text = problem ?? "The registry has not answered yet.";
  const next = `Portus expects it at ${config.registry.url} (PORTUS_REGISTRY_URL) and retries.`;
  return [{ text, next }];
}

function eventProblems({ failed, pending, lagSeconds }: Events): Problem[] {
  const problems: Problem[] = [];
  if (failed > 0)
    problems.push({
      text: `${plural(failed, "event")} could not be applied.`,
      next: "See why, and retry or dismiss them",
      href: paths.failedEvents(),
    });
  if (lagSeconds > 60)
    problems.push({
      text: `${plural(pending, "event is", "events are")} waiting, the oldest for ${Math.round(lagSeconds / 60)} min.`,
      next: "They are applied in order. If the number does not fall, check the log.",
    });
  return problems;
}

function manifestProblems({ waiting, waitingIn, givenUp, last }: ReadFailures): Problem[] {
  const problems: Problem[] = [];
  if (waiting > 0)
    problems.push({
      text: `${plural(waiting, "manifest")} could not be read from the registry yet.`,
      next: "Portus retries. The reason is shown here:",
      links: waitingIn.map(({ repository, digest }) => ({
        text: referenceOf(repository),
        href: paths.image(repository, digest),
      })),
    });
  if (last)
    problems.push({
      text: `${plural(givenUp, "manifest")} can't be read from the registry, and Portus has given up.`,
      next: `See why in ${referenceOf(last.repository)} and retry`,
      href: paths.image(last.repository, last.digest),
    });
  return problems;
}

function emailProblems({ waiting, givenUp, lastError }: EmailFailures): Problem[] {
  const problems: Problem[] = [];
  if (waiting > 0)
    problems.push({
      text: `${plural(waiting, "e-mail")} could not be sent yet: ${lastError}.`,
      next: "Portus retries; check the settings PORTUS_EMAIL_SMTP_….",
    });
  if (givenUp > 0)
    problems.push({
      text: `${plural(givenUp, "e-mail")} could not be sent, and Portus has given up: ${lastError}.`,
      next: "Each one is in the log.",
    });
  return problems;
}
