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
 * Takes a tag off an image that stays. Registries from 3.0 on delete a tag by its name. Those before know only the
 * deletion of a digest with all its tags: there the tag is pointed to an index of nothing, and that is deleted. Whoever
 * pushes the tag between these two steps keeps what they pushed. If it was begun before, it is gone on with.
 */
export async function untag(
  place: Place,
  digest: string,
  image: Image | null,
): Promise<StepError | null> {
  const { registry, repository, tag } = place;
  const before = await fetchManifest(registry, repository, tag);
  if (!before.ok) return before.error.kind === "missing" ? null : before.error;
  if (isNothing(before.value)) return removeNothing(place, before.value.digest, image);
  if (before.value.digest !== digest) return movedMeanwhile(tag);

  const refused = await deleteManifest(registry, repository, tag);
  if (refused?.kind === "unauthorized") return refused;
  if (refused?.kind === "unreachable") return { ...refused, halfway: !refused.unsent };
  const nothing = indexOfNothing();
  const forbidden = await deleteManifest(registry, repository, nothing.digest); // not there yet: this only asks
  const now = await fetchManifest(registry, repository, tag);
  if (!now.ok) return now.error.kind === "missing" ? null : now.error;
  if (now.value.digest !== digest) return movedMeanwhile(tag);
  return forbidden ?? pointAway(place, nothing, now.value);
}

/** Whether it is what a tag is pointed to on its way out. */
export function isNothing({ bytes }: Pick<FetchedManifest, "bytes">): boolean {
  return bytes.length < 300 && bytes.includes(`"${mark}"`) && bytes.includes('"manifests":[]');
}

async function pointAway(place: Place, nothing: Nothing, image: Image): Promise<StepError | null> {
  const { registry, repository, tag } = place;
  await foretell(place, nothing.digest);
  const error = await putManifest(registry, repository, { tag, as: portus.username, ...nothing });
  if (error) return { ...error, halfway: !error.unsent };
  return removeNothing(place, nothing.digest, image);
}

async function removeNothing(place: Place, digest: string, image: Image | null) {
  const error = await deleteForSure(place, digest);
  return error?.kind === "refused" ? pointBack(place, image, error) : error;
}

/** A registry that takes the index of nothing but does not let it go: the tag has to name its image again. */
async function pointBack(
  { registry, repository, tag }: Place,
  image: Image | null,
  refused: StepError,
): Promise<StepError | null> {
  const now = await fetchManifest(registry, repository, tag);
  if (!now.ok && now.error.kind === "missing") return null;
  if (now.ok && !isNothing(now.value)) return movedMeanwhile(tag);
  if (!image) return refused; // the registry has had none for long
  const put = { tag, mediaType: image.mediaType, bytes: image.bytes, as: portus.username };
  const error = now.ok ? await putManifest(registry, repository, put) : now.error;
  return error ? { ...error, kind: "unreachable", halfway: true } : refused;
}

function movedMeanwhile(tag: string): StepError {
  return { kind: "refused", message: `${tag} was pushed anew meanwhile, and stays.` };
}

const mark = "portus.nothing";

type Nothing = ReturnType<typeof indexOfNothing>;

/** No two are the same: the digest must be this tag's alone. */
function indexOfNothing() {
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const annotations = { [mark]: randomUUID() };
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
    addTombstones(tx, { registryId: registry.id, repository }, [{ reference: digest, at }]),
  );
}

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
