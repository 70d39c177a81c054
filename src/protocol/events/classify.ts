import { portus } from "../../identity/actor/system-actors.ts";
import { blobType, isManifestType } from "../../registry/client/media-types.ts";
import { isDigest, isTag, maxNameLength } from "../../registry/names.ts";
import type { RegistryEvent } from "./schemas.ts";

/** What is to become of an event, judged by its text alone. */
export type Verdict =
  | { state: "pending" }
  | { state: "ignored" | "failed"; reason: string }
  | { state: "dropped" };

const actions = ["push", "pull", "mount", "delete"];

/** Blobs come by the dozen with each image and change nothing here: they alone are not kept. */
export function judge(event: RegistryEvent): Verdict {
  const { action = "", target } = event;
  const { repository, mediaType, digest, tag } = target;

  if (mediaType === blobType && action !== "delete") return { state: "dropped" };
  if (!actions.includes(action)) return ignored(`Portus does nothing on the action "${action}".`);
  if (action !== "delete" && !isManifestType(mediaType ?? ""))
    return ignored(`The media type "${mediaType ?? ""}" is not one of a manifest.`);
  if (action === "mount") return ignored("A mount changes nothing until a manifest is pushed.");
  if (!repository) return failed("The event names no repository.");
  if (repository.length > maxNameLength)
    return ignored("The repository's name is longer than the 255 characters that clients can use.");
  if (tag && !isTag(tag)) return failed("The event's tag is not one that a registry allows.");
  if (digest && !isDigest(digest)) return failed("The event's digest is malformed.");
  if (action !== "delete" && !digest) return failed("The event names no digest.");
  // Its own reads are no use of an image.
  if (action === "pull" && event.actor?.name === portus.username) return { state: "dropped" };
  return { state: "pending" };
}

const ignored = (reason: string): Verdict => ({ state: "ignored", reason: cut(reason) });
const failed = (reason: string): Verdict => ({ state: "failed", reason });

/** Media types and actions come from outside and may be of any length. */
const cut = (reason: string) => (reason.length > 300 ? `${reason.slice(0, 300)}…` : reason);
