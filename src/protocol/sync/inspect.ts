import { absent, lookUpManifest } from "../../registry/client/catalog.ts";
import type { Answer, FetchedManifest, RegistryError } from "../../registry/client/client.ts";
import { atOnce, type Line } from "../../registry/client/connection.ts";
import { isManifestType } from "../../registry/client/media-types.ts";
import { listTags } from "../../registry/client/tag-list.ts";
import { type Known, someDigests, whatIsKnown } from "./catalogue-state.ts";
import type { Work } from "./run-state.ts";
import { type Held, hold, release } from "./run-state.ts";

export interface SeenTag {
  name: string;
  digest: string;
  mediaType: string;
  size: number;
  bytes: Buffer | null;
}

/** What one look at a repository told. Whatever the registry gave no usable answer about is in neither list. */
export interface Look {
  repository: string;
  known: Known;
  at: Date; // by the registry's clock: what was pushed after it is no business of this look
  tags: number; // that the registry lists
  present: string[]; // known tags that it has
  news: SeenTag[]; // tags that are not known, or that point elsewhere
  missing: string[]; // known tags of which it says itself that it does not have them
  gone: boolean; // it has nothing of what is known of the repository
  odd: string[]; // what the registry lists, though nothing can be called so
  troubles: { tag: string; reason: string }[];
}

/** What it takes to ask a registry about its repositories. */
export type Asking = Pick<Work, "line" | "registry" | "held" | "stopping">;

/** Compares one repository with its registry. An answer that can't be used is an error, and changes nothing. */
export async function lookAt(asking: Asking, repository: string): Promise<Answer<Look>> {
  const { line, registry, held } = asking;
  const known = await whatIsKnown(registry, repository);
  const list = await listTags(line, repository);
  if (!list.ok) return list;

  const { names, odd, at } = list.value;
  const listed = new Set(names);
  const unlisted = [...known.tags].filter(([name, tag]) => tag.appliedAt < at && !listed.has(name));
  const look: Look = {
    ...{ repository, known, at, tags: names.length + odd.length, gone: false },
    ...{ present: [], news: [], missing: [], odd, troubles: [] },
  };
  const error = await lookAtTags(asking, look, [...names, ...unlisted.map(([name]) => name)]);
  if (error) {
    release(held, look.news);
    return { ok: false, error };
  }
  const hollow = look.missing.filter((name) => listed.has(name) && known.tags.has(name));
  look.troubles.push(...hollow.map((tag) => ({ tag, reason: listedInVain })));
  look.missing = look.missing.filter((name) => !listed.has(name));
  look.gone = await nothingIsLeft(line, look);
  return { ok: true, value: look };
}

const listedInVain = "The registry lists this tag, and says that it does not have it.";
const enough = 5; // tags in a row for which no answer came: there will be none for the others

/** Looks at tags, several at a time. An error if that told nothing, or came to no end. */
async function lookAtTags(asking: Asking, look: Look, names: readonly string[]) {
  const left = names.values();
  const failed: RegistryError[] = [];
  let outage = 0;
  let silent = false; // for good: an answer that comes late does not bring back what was left out
  const isOver = () => silent || asking.stopping?.();
  const some = async () => {
    for (const name of left) {
      if (isOver()) return;
      const error = await lookAtTag(asking, look, name);
      if (error) failed.push(error);
      outage = error && isOutage(error) ? outage + 1 : 0;
      silent ||= outage >= enough;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, some));
  const [error] = failed.slice(-1);
  const told = look.present.length + look.news.length + look.missing.length;
  return told === 0 || isOver() ? error : undefined;
}

/** Whether it says that the registry answers nobody, and not what it thinks of one thing. */
export function isOutage({ kind }: RegistryError): boolean {
  return kind === "unreachable" || kind === "unauthorized";
}

async function lookAtTag({ line, held }: Asking, look: Look, name: string) {
  const known = look.known.tags.get(name)?.digest;
  const found = await lookUpManifest(line, look.repository, { reference: name, known });
  if (!found.ok) look.troubles.push({ tag: name, reason: found.error.message });
  else if (found.value === "same") look.present.push(name);
  else if (found.value === absent) look.missing.push(name);
  else if (isManifestType(found.value.mediaType)) look.news.push(seen(name, found.value, held));
  else look.troubles.push({ tag: name, reason: strange(found.value.mediaType) });
  return found.ok ? null : found.error;
}

function seen(name: string, { bytes, ...manifest }: FetchedManifest, held: Held): SeenTag {
  return { name, ...manifest, size: bytes.length, bytes: hold(held, bytes) };
}

/** None of its known tags is there, nor any of the manifests that it has with or without tags. */
async function nothingIsLeft(line: Line, { repository, known, tags, missing }: Look) {
  if (!known.repositoryId || tags > 0 || missing.length < known.tags.size) return false;
  const digests = await someDigests(known.repositoryId);
  if (digests.length === 0) return false;
  const found = await Promise.all(
    digests.map((reference) => lookUpManifest(line, repository, { reference })),
  );
  return found.every((one) => one.ok && one.value === absent);
}

function strange(mediaType: string): string {
  return `The registry sent something of the type "${mediaType.slice(0, 200)}", which is no manifest.`;
}
