import type { Actor } from "../../../identity/actor/actor.ts";
import { Invalid, orNull } from "../../../platform/errors.ts";
import { isHost, referenceOf } from "../../../platform/reference.ts";
import { isRepositoryName } from "../../../registry/names.ts";
import { type FoundRepository, findRepository } from "../../repositories/find.ts";
import { type FoundImage, findImage } from "../find.ts";
import { digestsBeginning } from "../references/digest-prefix.ts";
import { readQuery } from "../references/own-hosts.ts";
import type { DigestQuery } from "../references/query.ts";

/** An image with its repository, as one side of a comparison. */
export interface Side {
  repository: FoundRepository;
  image: FoundImage;
  /** As people write it: `web/site:1.2` or `web/site@sha256:…`. */
  reference: string;
}

/** References as people typed or pasted them; "" for one that is still missing. */
export type Typed = { from: string; to: string };

/** The images that the actor may see by two references; null if one is missing. Invalid says why one is not found. */
export async function findSides(
  actor: Actor | null,
  { from, to }: Typed,
): Promise<[Side, Side] | null> {
  const [before, after] = await Promise.all([
    from && findSide(actor, from),
    to && findSide(actor, to),
  ]);
  const problems = Object.entries({ from: before, to: after }).filter(isProblem);
  if (problems.length > 0) throw new Invalid(Object.fromEntries(problems));
  return isSide(before) && isSide(after) ? [before, after] : null;
}

export function imageReference(repository: FoundRepository, tagOrDigest: string): string {
  return `${referenceOf(repository)}${tagOrDigest.includes(":") ? "@" : ":"}${tagOrDigest}`;
}

const isSide = (found: Side | string): found is Side => typeof found === "object";

const isProblem = (entry: [string, Side | string]): entry is [string, string] =>
  typeof entry[1] === "string" && entry[1] !== "";

/** An image, or a sentence that says why there is none. */
async function findSide(actor: Actor | null, typed: string): Promise<Side | string> {
  const { host, name, tag, digest } = await readQuery(typed);
  if (!isRepositoryName(name)) return digest ? withoutName : hostProblem(name) || unreadable;
  const repository = await findRepository(actor, host ? `${host}/${name}` : name).catch(orNull);
  if (!repository) return hostProblem(name) || notFound;
  if (digest && digest.hex !== name) return sideOfDigest(repository, digest);
  const wanted = tag ?? "latest";
  const side = await sideOf(repository, wanted);
  return side ?? `${referenceOf(repository)} has no tag ${wanted}. ${tag ? checkTag : addTag}`;
}

async function sideOfDigest(
  repository: FoundRepository,
  { algorithm, hex }: DigestQuery,
): Promise<Side | string> {
  const [found, another] = await digestsBeginning(repository.id, { algorithm, hex });
  const [name, short] = [referenceOf(repository), hex.slice(0, 12)];
  if (another) return `More than one digest in ${name} begins with ${short}. Add more digits.`;
  const side = found === undefined ? null : await sideOf(repository, found);
  return side ?? `${name} has no image with a digest that begins with ${short}. Check the digest.`;
}

async function sideOf(repository: FoundRepository, tagOrDigest: string): Promise<Side | null> {
  const image = await findImage(repository.id, tagOrDigest).catch(orNull);
  return image && { repository, image, reference: imageReference(repository, tagOrDigest) };
}

/** The hosts of this instance are no longer in front of the name. */
function hostProblem(name: string): string | null {
  const [first = "", ...rest] = name.split("/");
  if (rest.length === 0 || !isHost(first)) return null;
  return `No registry here has the host ${first}. Check it, or leave it out.`;
}

const withoutName =
  "A digest alone does not say which repository is meant. Write it in front, as in web/site@sha256:….";
const unreadable =
  "This is not a reference to an image. Write it as web/site:1.2 or web/site@sha256:…, or paste a pull command.";
const notFound =
  "There is no such repository, or you don't have access to it. Check its name, as in web/site:1.2.";
const checkTag = "Check it in the list of tags.";
const addTag = "Add the tag that you mean, as in web/site:1.2.";
