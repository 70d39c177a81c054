import { portus } from "../../identity/actor/system-actors.ts";
import { blobType, isManifestType } from "../../registry/client/media-types.ts";
import { isDigest, isRepositoryName, isTag, maxNameLength } from "../../registry/names.ts";
import { probeRepository } from "../../registry/probe-repository.ts";
import type { RegistryEvent } from "./schemas.ts";

/** What to do with an event, as far as its text tells. A dropped one is not even stored. */
export type Classification =
  | { state: "pending" }
  | { state: "ignored" | "failed"; reason: string }
  | { state: "dropped" };

/** Why an event fails whenever it is applied: its text decides it. */
export const textFailures = {
  repository: "The event has no repository.",
  name: "The event's repository name is not valid.",
  tag: "The event's tag is not valid.",
  digest: "The event's digest is not valid.",
  noDigest: "The event has no digest.",
};

const actions = ["push", "pull", "mount", "delete"];

/** Events of blobs are dropped: each image causes dozens of them, and they change nothing here. So are the doctor's. */
export function classify(event: RegistryEvent): Classification {
  const { action = "", target } = event;
  const { repository, mediaType, digest, tag } = target;

  if (mediaType === blobType && action !== "delete") return { state: "dropped" };
  if (repository === probeRepository) return { state: "dropped" };
  if (!actions.includes(action)) return ignored(`Portus does not use the action "${action}".`);
  if (action !== "delete" && !isManifestType(mediaType ?? ""))
    return ignored(`The media type "${mediaType ?? ""}" is not a manifest type.`);
  if (action === "mount") return ignored("A mount changes nothing until a manifest is pushed.");
  if (!repository) return failed(textFailures.repository);
  if (repository.length > maxNameLength)
    return ignored(`The repository name is longer than ${maxNameLength} characters.`);
  if (!isRepositoryName(repository)) return failed(textFailures.name);
  if (tag && !isTag(tag)) return failed(textFailures.tag);
  if (digest && !isDigest(digest)) return failed(textFailures.digest);
  if (action !== "delete" && !digest) return failed(textFailures.noDigest);
  // Portus reading a manifest is not a use of the image.
  if (action === "pull" && event.actor?.name === portus.username) return { state: "dropped" };
  return { state: "pending" };
}

const ignored = (reason: string): Classification => ({
  state: "ignored",
  reason: truncate(reason),
});
const failed = (reason: string): Classification => ({ state: "failed", reason });

/** Media types and actions come from outside and may be of any length. */
const truncate = (reason: string) => (reason.length > 300 ? `${reason.slice(0, 300)}…` : reason);
