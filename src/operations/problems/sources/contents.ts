import { type ReadFailures, readFailures } from "../../../catalogue/images/reader/failures.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { plural } from "../../../platform/plural.ts";
import { referenceOf } from "../../../platform/reference.ts";
import { countDrift, type DriftCount } from "../../../protocol/sync/drift/counts.ts";
import { failedSyncs } from "../../../protocol/sync/runs.ts";
import { type Problem, problem } from "../problem.ts";

/** Where the catalogue and the registries differ. */
export async function driftProblems(): Promise<Problem[]> {
  return (await countDrift()).map(driftProblem);
}

const driftProblem = ({ kind, count, since }: DriftCount): Problem =>
  kind === "missing"
    ? problem({
        kind: "drift",
        severity: "bad",
        sentence: `${plural(count, "tag or repository is", "tags or repositories are")} in the catalogue, but missing in the registry: pulls fail.`,
        since,
        cure: "Restore the registry's storage or push the images again, then sync. Or remove them from the catalogue.",
        action: { text: "See drift", href: paths.sync() },
      })
    : problem({
        kind: "drift",
        severity: "warn",
        sentence: `The registry gave no usable answer about ${plural(count, "tag or repository", "tags or repositories")}.`,
        since,
        cure: "Each has its reason. The next sync checks it again.",
        action: { text: "See drift", href: paths.sync() },
      });

/** Registries whose last sync failed. */
export async function syncProblems(): Promise<Problem[]> {
  return (await failedSyncs()).map(({ hostname, finishedAt, note }) =>
    problem({
      kind: "sync",
      severity: "bad",
      sentence: `The last sync of ${hostname} failed: ${note ?? "no reason was recorded."}`,
      since: finishedAt,
      cure: "Until a sync succeeds, the catalogue may differ from the registry. Start one when the reason is gone.",
      action: { text: "Sync now", href: paths.sync() },
    }),
  );
}

/** Manifests that could not be read from a registry. */
export async function manifestProblems(): Promise<Problem[]> {
  const { waiting, waitingIn, givenUp, last } = await readFailures();
  const linked = ({ repository, digest }: NonNullable<ReadFailures["last"]>) => ({
    text: referenceOf(repository),
    href: paths.image(repository, digest),
  });
  const found: Problem[] = [];
  if (givenUp > 0)
    found.push(
      problem({
        kind: "manifests",
        severity: "bad",
        sentence: `${plural(givenUp, "manifest")} can't be read from the registry, and Portus has given up.`,
        cure: "The image's page says why and can retry. If the registry has lost the image, push it again or delete it.",
        places: last ? [linked(last)] : [],
      }),
    );
  if (waiting > 0)
    found.push(
      problem({
        kind: "manifests",
        severity: "warn",
        sentence: `${plural(waiting, "manifest")} could not be read from the registry yet.`,
        cure: "Portus retries. The reason is on the image's page.",
        places: waitingIn.map(linked),
      }),
    );
  return found;
}
