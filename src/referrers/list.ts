import { db } from "../db/client.ts";
import { type Answer, failure, refusal } from "../registry/answers.ts";
import { addressOf } from "../registry/client.ts";
import { type Echo, expectEcho } from "../registry/echo.ts";
import type { Line } from "../registry/line.ts";
import { acceptedManifests } from "../registry/media-types.ts";
import { referrersTag } from "../repositories/referrers.ts";
import type { Subject } from "./look.ts";

export interface FoundList {
  /** Digest of the index under the referrers tag; null if there is none; undefined if the registry does not say. */
  list: string | null | undefined;
  /** Whether the registry has reported all that happened in it before: pushes and deletions are known here. */
  reported: boolean;
}

/** Asks the registry for the index that clients keep, and waits for it to report what happened before. */
export async function findList(line: Line, subject: Subject): Promise<FoundList> {
  const echo = expectEcho();
  try {
    const tag = await headManifest(line, subject.repository, {
      reference: referrersTag(subject.digest),
      echo,
    });
    if (!tag.ok) return { list: undefined, reported: false };
    const asked = tag.value !== null || (await headAnother(line, subject, echo));
    return { list: tag.value, reported: asked && (await isReported(line, echo)) };
  } finally {
    echo.forget();
  }
}

interface Asked {
  reference: string;
  echo: Echo;
}

/** A manifest's digest; null if the registry does not have it. Registries report this request, with its user agent. */
async function headManifest(
  line: Line,
  repository: string,
  { reference, echo }: Asked,
): Promise<Answer<string | null>> {
  const address = addressOf(line.registry, repository, `manifests/${reference}`);
  if (!address) return failure("invalid", `${repository} is not a name that can be asked for.`);
  const answer = await line.head(address, {
    ...line.mayPull(repository),
    accept: acceptedManifests,
    "user-agent": echo.userAgent,
  });
  if (!answer.ok) return answer;
  const { status, headers } = answer.value;
  if (status === 404 && headers["docker-distribution-api-version"] === "registry/2.0")
    return { ok: true, value: null };
  const digest = headers["docker-content-digest"];
  return status === 200 && typeof digest === "string"
    ? { ok: true, value: digest }
    : refusal(answer.value);
}

/** A registry reports requests only for what it has: the subject, or else what was pushed last. */
async function headAnother(line: Line, subject: Subject, echo: Echo): Promise<boolean> {
  const { registry, repository, digest } = subject;
  const own = await headManifest(line, repository, { reference: digest, echo });
  if (own.ok && own.value) return true;
  for (const latest of await latestManifests(registry.id)) {
    const found = await headManifest(line, latest.repository, { reference: latest.digest, echo });
    if (found.ok && found.value) return true;
  }
  return false;
}

async function latestManifests(registryId: number) {
  const found = await db.manifest.findMany({
    where: { repository: { namespace: { registryId } } },
    select: { digest: true, repository: { select: { fullName: true } } },
    orderBy: { id: "desc" },
    take: 2,
  });
  return found.map((it) => ({ digest: it.digest, repository: it.repository.fullName }));
}

const echoTimeoutMs = 1_000;
const silentForMs = 30_000; // how long a registry that did not report in time is not waited for
const silentUntil = new Map<string, number>();

async function isReported({ registry }: Line, echo: Echo): Promise<boolean> {
  if (Date.now() < (silentUntil.get(registry.url) ?? 0)) return false;
  const heard = await echo.heard(echoTimeoutMs);
  if (heard) silentUntil.delete(registry.url);
  else silentUntil.set(registry.url, Date.now() + silentForMs);
  return heard;
}
