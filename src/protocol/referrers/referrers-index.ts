import { createCache } from "../../platform/cache.ts";
import { log } from "../../platform/log.ts";
import type { Connection } from "../../registry/client/connection.ts";
import { headManifest } from "../../registry/client/head.ts";
import { referrersTag } from "../../registry/client/referrers.ts";
import { type Echo, expectEcho } from "../../registry/echo.ts";
import { latestManifests } from "../sync/gaps/probe.ts";
import type { Subject } from "./check.ts";

export interface FoundIndex {
  /** Digest of the index under the referrers tag; null if there is none; undefined if the registry does not say. */
  index: string | null | undefined;
  /** Whether the registry has reported all earlier pushes and deletions. */
  reported: boolean;
}

/** Asks the registry for the index that clients maintain, and waits until it has reported earlier events. */
export async function findIndex(connection: Connection, subject: Subject): Promise<FoundIndex> {
  if (away.get(connection.registry.url)) return { index: undefined, reported: false };
  const echo = expectEcho();
  try {
    const tag = await headManifest(connection, subject.repository, {
      reference: referrersTag(subject.digest),
      userAgent: echo.userAgent,
    });
    if (!tag.ok) return unanswered(subject, tag.error.message);
    const asked = tag.value !== null || (await headAnother(connection, subject, echo));
    return { index: tag.value, reported: asked && (await isReported(connection, echo)) };
  } finally {
    echo.forget();
  }
}

const awayForMs = 5_000; // how long a registry is not asked after an unusable answer
const away = createCache<true>(1_000);

function unanswered({ registry, repository }: Subject, reason: string): FoundIndex {
  away.set(registry.url, true, Date.now() + awayForMs);
  log.warn({ repository, reason }, "the registry gave no usable answer about referrers");
  return { index: undefined, reported: false };
}

/** A registry only reports requests for what exists: the subject, or else the latest pushes. */
async function headAnother(
  connection: Connection,
  subject: Subject,
  { userAgent }: Echo,
): Promise<boolean> {
  const { registry, repository, digest } = subject;
  const own = await headManifest(connection, repository, { reference: digest, userAgent });
  if (own.ok && own.value) return true;
  for (const latest of await latestManifests(registry.id)) {
    const found = await headManifest(connection, latest.repository, {
      reference: latest.digest,
      userAgent,
    });
    if (found.ok && found.value) return true;
  }
  return false;
}

const echoTimeoutMs = 2_000;
const silentForMs = 30_000; // how long not to wait after a registry did not report in time
const silent = createCache<true>(1_000);

async function isReported({ registry }: Connection, echo: Echo): Promise<boolean> {
  if (silent.get(registry.url)) return false;
  const heard = await echo.heard(echoTimeoutMs);
  if (!heard) silent.set(registry.url, true, Date.now() + silentForMs);
  return heard;
}
