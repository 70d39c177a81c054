import { type Answer, failure, refusal } from "./answers.ts";
import { addressOf } from "./client.ts";
import type { Connection } from "./connection.ts";
import { acceptedManifests } from "./media-types.ts";

interface Asked {
  reference: string;
  userAgent?: string;
}

/**
 * The digest that a tag points to, or the given digest; null if the registry has no such manifest. It sends no conditional
 * GET, which Distribution answers with "not modified" without checking that the manifest exists.
 */
export async function headManifest(
  connection: Connection,
  repository: string,
  { reference, userAgent }: Asked,
): Promise<Answer<string | null>> {
  const address = addressOf(connection.registry, repository, `manifests/${reference}`);
  if (!address) return failure("invalid", `${repository} is not a valid repository name.`);
  const answer = await connection.head(address, {
    ...connection.pullAuthorization(repository),
    accept: acceptedManifests,
    ...(userAgent && { "user-agent": userAgent }),
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
