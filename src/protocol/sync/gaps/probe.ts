import { db, type Registry } from "../../../platform/db/client.ts";
import { type Connection, openConnection } from "../../../registry/client/connection.ts";
import { headManifest } from "../../../registry/client/head.ts";
import { type Echo, expectEcho } from "../../../registry/echo.ts";

/**
 * Whether a registry reports what happens: it was asked for a manifest, which it reports like every pull.
 * `nothing to ask`: the catalogue has none of its manifests, or the registry no longer has them.
 */
export type Probed = "heard" | "unheard" | "unreachable" | "nothing to ask";

const echoTimeoutMs = 10_000; // a queue of events may be before it

/** Asks a registry for one of its latest manifests and waits for the event. It changes nothing in the registry. */
export async function probeEvents(registry: Registry, timeoutMs = echoTimeoutMs): Promise<Probed> {
  const echo = expectEcho();
  const connection = openConnection(registry);
  try {
    const asked = await headLatest(connection, await latestManifests(registry.id), echo);
    if (asked !== "asked") return asked;
    return (await echo.heard(timeoutMs)) ? "heard" : "unheard";
  } finally {
    echo.forget();
    connection.close();
  }
}

async function headLatest(
  connection: Connection,
  latest: readonly Latest[],
  { userAgent }: Echo,
): Promise<"asked" | "unreachable" | "nothing to ask"> {
  for (const { repository, digest } of latest) {
    const found = await headManifest(connection, repository, { reference: digest, userAgent });
    if (!found.ok) return "unreachable";
    if (found.value) return "asked";
  }
  return "nothing to ask";
}

interface Latest {
  repository: string;
  digest: string;
}

/** The manifests of a registry that were pushed last: it probably has them, and reports requests only for what it has. */
export async function latestManifests(registryId: number): Promise<Latest[]> {
  const found = await db.manifest.findMany({
    where: { repository: { namespace: { registryId } } },
    select: { digest: true, repository: { select: { fullName: true } } },
    orderBy: { id: "desc" },
    take: 2,
  });
  return found.map((it) => ({ digest: it.digest, repository: it.repository.fullName }));
}
