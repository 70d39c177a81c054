import type { Registry } from "../db/client.ts";
import { absent, listTags, lookUpManifest } from "../registry/catalog.ts";
import type { Answer, FetchedManifest, RegistryError } from "../registry/client.ts";
import type { Line } from "../registry/line.ts";
import { isManifestType } from "../registry/media-types.ts";
import { type Known, someDigests, whatIsKnown } from "./known.ts";

export interface SeenTag extends FetchedManifest {
  name: string;
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
  troubles: { tag: string; reason: string }[];
}

/** Compares one repository with its registry. An answer that can't be used is an error, and changes nothing. */
export async function lookAt(
  line: Line,
  registry: Registry,
  repository: string,
): Promise<Answer<Look>> {
  const known = await whatIsKnown(registry, repository);
  const list = await listTags(line, repository);
  if (!list.ok) return list;

  const { names, at } = list.value;
  const listed = new Set(names);
  const unlisted = [...known.tags].filter(([name, tag]) => tag.appliedAt < at && !listed.has(name));
  const look: Look = {
    ...{ repository, known, at, tags: names.length, gone: false },
    ...{ present: [], news: [], missing: [], troubles: [] },
  };
  const asked = [...names, ...unlisted.map(([name]) => name)];
  const failed = (await Promise.all(asked.map((name) => lookAtTag(line, look, name)))).find(
    Boolean,
  );
  if (failed && look.present.length + look.news.length + look.missing.length === 0)
    return { ok: false, error: failed };

  look.missing = look.missing.filter((name) => !listed.has(name));
  look.gone = await nothingIsLeft(line, look);
  return { ok: true, value: look };
}

async function lookAtTag(line: Line, look: Look, name: string): Promise<RegistryError | null> {
  const known = look.known.tags.get(name)?.digest;
  const found = await lookUpManifest(line, look.repository, { reference: name, known });
  if (!found.ok) look.troubles.push({ tag: name, reason: found.error.message });
  else if (found.value === "same") look.present.push(name);
  else if (found.value === absent) look.missing.push(name);
  else if (isManifestType(found.value.mediaType)) look.news.push({ name, ...found.value });
  else look.troubles.push({ tag: name, reason: strange(found.value.mediaType) });
  return found.ok ? null : found.error;
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
