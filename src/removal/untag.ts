import { createHash, randomUUID } from "node:crypto";
import { portus } from "../accounts/operator.ts";
import { db, type Registry } from "../db/client.ts";
import { deleteManifest, fetchManifest, type RegistryError } from "../registry/client.ts";
import { putManifest } from "../registry/put.ts";
import { bury } from "../repositories/tombstones.ts";

interface Place {
  registry: Registry;
  repository: string;
}

/**
 * Takes a tag off an image that stays. Registries from 3.0 on delete a tag by its name. Those before know only the
 * deletion of a digest with all its tags: there the tag is pointed to an index of nothing, and that is deleted. Whoever
 * pushes the tag between these two steps keeps what they pushed.
 */
export async function untag(
  { registry, repository }: Place,
  { tag, digest }: { tag: string; digest: string },
): Promise<RegistryError | null> {
  const refused = await deleteManifest(registry, repository, tag);
  if (refused?.kind === "unreachable" || refused?.kind === "unauthorized") return refused;
  const now = await fetchManifest(registry, repository, tag);
  if (!now.ok) return now.error.kind === "missing" ? null : now.error;
  if (now.value.digest !== digest) return movedMeanwhile(tag);

  const nothing = indexOfNothing();
  await foretell({ registry, repository }, nothing.digest);
  const error = await putManifest(registry, repository, { tag, as: portus.username, ...nothing });
  return error ?? deleteManifest(registry, repository, nothing.digest);
}

function movedMeanwhile(tag: string): RegistryError {
  return { kind: "refused", message: `${tag} was pushed anew meanwhile, and stays.` };
}

/** No two are the same: the digest must be this tag's alone. */
function indexOfNothing() {
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const annotations = { "portus.nothing": randomUUID() };
  const bytes = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType, manifests: [], annotations }),
  );
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  return { mediaType, bytes, digest };
}

/** So that the event of its push brings nothing into the catalogue. */
async function foretell({ registry, repository }: Place, digest: string): Promise<void> {
  const at = new Date(Date.now() + 86_400_000).toISOString();
  await db.$transaction((tx) =>
    bury(tx, { registryId: registry.id, repository }, [{ reference: digest, at }]),
  );
}
