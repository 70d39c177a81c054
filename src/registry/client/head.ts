import { type Answer, failure, refusal } from "./answers.ts";
import { addressOf } from "./client.ts";
import type { Line } from "./connection.ts";
import { acceptedManifests } from "./media-types.ts";

interface Asked {
  reference: string;
  userAgent?: string;
}

/**
 * The digest of what a tag or a digest names; null if the registry says that it does not have it. Not a conditional
 * GET: Distribution answers that it is not modified without looking whether it is there.
 */
export async function headManifest(
  line: Line,
  repository: string,
  { reference, userAgent }: Asked,
): Promise<Answer<string | null>> {
  const address = addressOf(line.registry, repository, `manifests/${reference}`);
  if (!address) return failure("invalid", `${repository} is not a name that can be asked for.`);
  const answer = await line.head(address, {
    ...line.mayPull(repository),
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
