import type { Registry } from "../../platform/db/client.ts";
import { deleteManifest, fetchManifest } from "../../registry/client/client.ts";
import type { StepError } from "./lease.ts";

/**
 * Deletes a digest, and looks where the answer leaves a doubt: Distribution deletes the manifest first and then looks through
 * all tags, so that it may fail, or be slow, after the deed. Halfway: it may be gone, or go yet.
 */
export async function deleteForSure(
  { registry, repository }: { registry: Registry; repository: string },
  digest: string,
): Promise<StepError | null> {
  const error = await deleteManifest(registry, repository, digest);
  if (!error || error.unsent || error.kind === "unauthorized") return error;
  const now = await fetchManifest(registry, repository, digest);
  if (!now.ok && now.error.kind === "missing") return null;
  return { ...error, halfway: error.kind === "unreachable" };
}
