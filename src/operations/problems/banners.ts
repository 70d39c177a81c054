import { unreadIn } from "../../catalogue/images/reader/failures.ts";
import type { Banner } from "../../catalogue/repositories/banners.ts";
import { type FoundRepository, guardedBy } from "../../catalogue/repositories/find.ts";
import { canRetryReading } from "../../catalogue/repositories/policy.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { paths } from "../../platform/paths/paths.ts";
import { plural } from "../../platform/plural.ts";
import { driftOf } from "../../protocol/sync/drift/counts.ts";
import { canSeeProblems } from "./policy.ts";
import { registryStates } from "./registry-states.ts";

/** What is wrong with a repository, for its pages. Everyone learns what may fail for them, admins where to fix it. */
export async function repositoryBanners(
  viewer: Actor | null,
  repository: FoundRepository,
): Promise<Banner[]> {
  const found = await Promise.all([
    registryBanner(viewer, repository),
    driftBanner(viewer, repository),
    unreadBanner(viewer, repository),
  ]);
  return found.filter((it) => it !== null);
}

const seesProblems = (viewer: Actor | null) => viewer !== null && canSeeProblems(viewer);

/** From the last check: pages of visitors never wait for a registry. */
async function registryBanner(
  viewer: Actor | null,
  { namespace }: FoundRepository,
): Promise<Banner | null> {
  const states = (await registryStates(0))?.value ?? [];
  if (!states.some(({ id, problem }) => id === namespace.registryId && problem)) return null;
  const link = seesProblems(viewer) ? { text: "See problems", href: paths.admin() } : null;
  return { severity: "bad", text: "The registry is not reachable: pulls may fail.", link };
}

async function driftBanner(
  viewer: Actor | null,
  { namespace, fullName }: FoundRepository,
): Promise<Banner | null> {
  const drift = await driftOf(namespace.registryId, fullName);
  const missing = drift.filter(({ kind }) => kind === "missing");
  const link = seesProblems(viewer) ? { text: "See drift", href: paths.sync() } : null;
  if (missing.some(({ tag }) => tag === "")) return { severity: "bad", text: allMissing, link };
  if (missing.length > 0) {
    const tags = plural(missing.length, "tag");
    const text = `The registry no longer has ${tags} of this repository: pulls of ${missing.length === 1 ? "it" : "them"} fail.`;
    return { severity: "bad", text, link };
  }
  if (drift.length === 0 || !link) return null;
  return {
    severity: "warn",
    text: "The last sync got no usable answer about this repository.",
    link,
  };
}

const allMissing = "The registry no longer has this repository: pulls of it fail.";

/** For those who may retry: the images work, only their details are missing. */
async function unreadBanner(
  viewer: Actor | null,
  repository: FoundRepository,
): Promise<Banner | null> {
  if (!canRetryReading(viewer, guardedBy(repository))) return null;
  const unread = await unreadIn(repository.id);
  const [first] = unread;
  if (!first) return null;
  return {
    severity: "warn",
    text: `${plural(unread.length, "image")} can't be read from the registry, and Portus has given up.`,
    link: { text: "See why and retry", href: paths.image(repository, first.digest) },
  };
}
