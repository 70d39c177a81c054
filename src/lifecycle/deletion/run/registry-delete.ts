import { createHash, randomUUID } from "node:crypto";
import { addTombstones } from "../../../catalogue/repositories/recording/tombstones.ts";
import { portus } from "../../../identity/actor/system-actors.ts";
import { db, type Registry } from "../../../platform/db/client.ts";
import {
  deleteManifest,
  type FetchedManifest,
  fetchManifest,
} from "../../../registry/client/client.ts";
import { putManifest } from "../../../registry/client/put.ts";
import type { StepError } from "../lease.ts";

interface Place {
  registry: Registry;
  repository: string;
  tag: string;
}

export interface Image {
  mediaType: string;
  bytes: Uint8Array;
}

/**
 * Deletes a tag whose image stays. Registries from 3.0 on delete a tag by its name. Older ones only delete a digest with
 * all its tags: there the tag is moved to an empty placeholder index, and that is deleted. If the tag is pushed in
 * between, the push wins. Continues where an earlier attempt stopped.
 */
export async function deleteTag(
  place: Place,
  digest: string,
  image: Image | null,
): Promise<StepError | null> {
  const { registry, repository, tag } = place;
  const before = await fetchManifest(registry, repository, tag);
  if (!before.ok) return before.error.kind === "missing" ? null : before.error;
  if (isPlaceholder(before.value)) return deletePlaceholder(place, before.value.digest, image);
  if (before.value.digest !== digest) return pushedAgain(tag);

  const refused = await deleteManifest(registry, repository, tag);
  if (refused?.kind === "unauthorized") return refused;
  if (refused?.kind === "unreachable") return { ...refused, unknown: !refused.unsent };
  const placeholder = makePlaceholder();
  const forbidden = await deleteManifest(registry, repository, placeholder.digest); // the digest does not exist: the answer shows whether deletion is enabled
  const now = await fetchManifest(registry, repository, tag);
  if (!now.ok) return now.error.kind === "missing" ? null : now.error;
  if (now.value.digest !== digest) return pushedAgain(tag);
  return forbidden ?? pointToPlaceholder(place, placeholder, now.value);
}

/** Whether a manifest is a placeholder that a tag points to while it is deleted. */
export function isPlaceholder({ bytes }: Pick<FetchedManifest, "bytes">): boolean {
  return (
    bytes.length < 300 && bytes.includes(`"${placeholderMark}"`) && bytes.includes('"manifests":[]')
  );
}

async function pointToPlaceholder(
  place: Place,
  placeholder: Placeholder,
  image: Image,
): Promise<StepError | null> {
  const { registry, repository, tag } = place;
  await expectPush(place, placeholder.digest);
  const error = await putManifest(registry, repository, {
    tag,
    as: portus.username,
    ...placeholder,
  });
  if (error) return { ...error, unknown: !error.unsent };
  return deletePlaceholder(place, placeholder.digest, image);
}

async function deletePlaceholder(place: Place, digest: string, image: Image | null) {
  const error = await deleteDigest(place, digest);
  return error?.kind === "refused" ? restoreTag(place, image, error) : error;
}

/** The registry accepted the placeholder but refuses to delete it: the tag must name its image again. */
async function restoreTag(
  { registry, repository, tag }: Place,
  image: Image | null,
  refused: StepError,
): Promise<StepError | null> {
  const now = await fetchManifest(registry, repository, tag);
  if (!now.ok && now.error.kind === "missing") return null;
  if (now.ok && !isPlaceholder(now.value)) return pushedAgain(tag);
  if (!image) return refused; // the registry lost the image long ago
  const put = { tag, mediaType: image.mediaType, bytes: image.bytes, as: portus.username };
  const error = now.ok ? await putManifest(registry, repository, put) : now.error;
  return error ? { ...error, kind: "unreachable", unknown: true } : refused;
}

function pushedAgain(tag: string): StepError {
  return {
    kind: "refused",
    message: `${tag} was pushed again in the meantime and is not deleted.`,
  };
}

const placeholderMark = "portus.nothing";

type Placeholder = ReturnType<typeof makePlaceholder>;

/** Each placeholder is unique, because deleting its digest must delete no other tag. */
function makePlaceholder() {
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const annotations = { [placeholderMark]: randomUUID() };
  const bytes = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType, manifests: [], annotations }),
  );
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  return { mediaType, bytes, digest };
}

/** Stores a tombstone, so that the event of its push does not add the placeholder to the catalogue. */
async function expectPush({ registry, repository }: Place, digest: string): Promise<void> {
  const at = new Date(Date.now() + 86_400_000).toISOString();
  await db.$transaction((tx) =>
    addTombstones(tx, { registryId: registry.id, repository }, [{ reference: digest, at }]),
  );
}

/**
 * Deletes a digest and, if the answer is ambiguous, checks. Distribution deletes the manifest before it scans the tags, so
 * an error can follow a successful delete. `unknown`: it may be deleted, now or later.
 */
export async function deleteDigest(
  { registry, repository }: { registry: Registry; repository: string },
  digest: string,
): Promise<StepError | null> {
  const error = await deleteManifest(registry, repository, digest);
  if (!error || error.unsent || error.kind === "unauthorized") return error;
  const now = await fetchManifest(registry, repository, digest);
  if (!now.ok && now.error.kind === "missing") return null;
  return { ...error, unknown: error.kind === "unreachable" };
}
