import type { Actor } from "../../../identity/actor/actor.ts";
import { NotFound } from "../../../platform/errors.ts";
import { referenceOf } from "../../../platform/reference.ts";
import { isDigest, isTag } from "../../../registry/names.ts";
import { type FoundRepository, findRepository } from "../../repositories/find.ts";
import { type FoundImage, findImage } from "../find.ts";

/** An image with its repository, as one side of a comparison. */
export interface Side {
  repository: FoundRepository;
  image: FoundImage;
  /** As people write it: `web/site:1.2` or `web/site@sha256:…`. */
  reference: string;
}

interface ImageReference {
  name: string;
  /** A digest, or a tag: `latest` if the text names none, as clients read it. */
  reference: string;
}

/** Splits `host:5000/web/site:1.2@sha256:…`. A digest counts more than a tag, as in clients. Null if the text is no reference. */
export function readImageReference(typed: string): ImageReference | null {
  const [named = "", digest] = split(typed, typed.indexOf("@"));
  const [name = "", tag] = split(named, named.indexOf(":", named.lastIndexOf("/") + 1));
  if (name === "" || (tag !== undefined && !isTag(tag))) return null;
  if (digest !== undefined && !isDigest(digest)) return null;
  return { name, reference: digest ?? tag ?? "latest" };
}

function split(text: string, at: number): [string, string?] {
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** An image that the actor may see, by a reference to it. */
export async function findSide(actor: Actor | null, typed: string): Promise<Side> {
  const read = readImageReference(typed);
  if (!read) throw new NotFound("image");
  const repository = await findRepository(actor, read.name);
  return sideOf(repository, read.reference);
}

/** `tagOrDigest` names an image of the repository. */
export async function sideOf(repository: FoundRepository, tagOrDigest: string): Promise<Side> {
  const image = await findImage(repository.id, tagOrDigest);
  return { repository, image, reference: imageReference(repository, tagOrDigest) };
}

export function imageReference(repository: FoundRepository, tagOrDigest: string): string {
  return `${referenceOf(repository)}${tagOrDigest.includes(":") ? "@" : ":"}${tagOrDigest}`;
}
