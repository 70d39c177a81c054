import { forEachInParallel } from "../../../platform/jobs/parallel.ts";
import { absent, lookUpManifest } from "../../../registry/client/catalog.ts";
import type { Answer, FetchedManifest, RegistryError } from "../../../registry/client/client.ts";
import { type Connection, maxConcurrent } from "../../../registry/client/connection.ts";
import { isManifestType } from "../../../registry/client/media-types.ts";
import { listTags } from "../../../registry/client/tag-list.ts";
import { isRepositoryName } from "../../../registry/names.ts";
import { type CatalogueState, newestDigests, readCatalogue } from "./catalogue-state.ts";
import { type ManifestMemory, release, reserve, type Source } from "./run-state.ts";

export interface FoundTag {
  name: string;
  digest: string;
  mediaType: string;
  size: number;
  bytes: Buffer | null;
}

/** How a repository differs between registry and catalogue. Tags without a usable answer are only in `problems`. */
export interface Findings {
  repository: string;
  catalogue: CatalogueState; // before the registry was asked
  at: Date; // by the registry's clock: later events win over these findings
  tags: number; // listed by the registry
  unchanged: string[]; // tags with the same digest in both
  found: FoundTag[]; // tags that the catalogue lacks or has with another digest
  missing: string[]; // tags of the catalogue that the registry itself says it does not have
  gone: boolean; // the registry has nothing of what the catalogue has of the repository
  invalidNames: string[]; // listed, but not valid tag names
  problems: { tag: string; reason: string }[];
}

/** Compares one repository with its registry and changes nothing. An unusable answer is an error. */
export async function inspectRepository(
  source: Source,
  repository: string,
): Promise<Answer<Findings>> {
  const { connection, registry, memory } = source;
  const catalogue = await readCatalogue(registry, repository);
  if (catalogue.tags.size === 0 && !isRepositoryName(repository))
    return { ok: false, error: { kind: "invalid", message: unusableName } };
  const list = await listTags(connection, repository);
  if (!list.ok) return list;

  const { names, invalidNames, at } = list.value;
  const listed = new Set(names);
  const unlisted = [...catalogue.tags].filter(
    ([name, tag]) => tag.appliedAt < at && !listed.has(name),
  );
  const findings: Findings = {
    repository,
    catalogue,
    at,
    tags: names.length + invalidNames.length,
    unchanged: [],
    found: [],
    missing: [],
    gone: false,
    invalidNames,
    problems: [],
  };
  const tags = [...names, ...unlisted.map(([name]) => name)];
  const error = await inspectTags(source, findings, tags);
  if (error) {
    release(memory, findings.found);
    return { ok: false, error };
  }
  const lost = findings.missing.filter((name) => listed.has(name) && catalogue.tags.has(name));
  findings.problems.push(...lost.map((tag) => ({ tag, reason: listedButMissing })));
  findings.missing = findings.missing.filter((name) => !listed.has(name));
  findings.gone = await isGone(connection, findings);
  return { ok: true, value: findings };
}

const unusableName = "No client can use a repository of this name, so it is not in the catalogue.";
const listedButMissing = "The registry lists this tag but answers that it does not have it.";
const maxFailures = 5; // tags in a row without an answer; after that the registry is not asked for the others

/** Inspects tags, several at a time. Returns an error if no tag got a usable answer or the work was cut short. */
async function inspectTags(source: Source, findings: Findings, names: readonly string[]) {
  const errors: RegistryError[] = [];
  let failures = 0;
  let silent = false; // stays true: a late answer does not bring back the tags that were skipped
  const isOver = () => silent || source.stopping();
  await forEachInParallel(names, { max: maxConcurrent, isOver }, async (name) => {
    const error = await inspectTag(source, findings, name);
    if (error) errors.push(error);
    failures = error && isOutage(error) ? failures + 1 : 0;
    silent ||= failures >= maxFailures;
  });
  const { unchanged, found, missing } = findings;
  const usable = unchanged.length + found.length + missing.length;
  return usable === 0 || isOver() ? errors.at(-1) : undefined;
}

/** Whether an error means that the registry answers nothing, rather than a problem with one request. */
export function isOutage({ kind }: RegistryError): boolean {
  return kind === "unreachable" || kind === "unauthorized";
}

async function inspectTag({ connection, memory }: Source, findings: Findings, name: string) {
  const { repository, catalogue } = findings;
  const known = catalogue.tags.get(name)?.digest;
  const answer = await lookUpManifest(connection, repository, { reference: name, known });
  if (!answer.ok) findings.problems.push({ tag: name, reason: answer.error.message });
  else if (answer.value === "same") findings.unchanged.push(name);
  else if (answer.value === absent) findings.missing.push(name);
  else if (isManifestType(answer.value.mediaType))
    findings.found.push(foundTag(name, answer.value, memory));
  else findings.problems.push({ tag: name, reason: notManifest(answer.value.mediaType) });
  return answer.ok ? null : answer.error;
}

function foundTag(
  name: string,
  { bytes, ...manifest }: FetchedManifest,
  memory: ManifestMemory,
): FoundTag {
  return { name, ...manifest, size: bytes.length, bytes: reserve(memory, bytes) };
}

/** Whether the registry has none of the catalogue's tags and none of its newest manifests. */
async function isGone(connection: Connection, { repository, catalogue, tags, missing }: Findings) {
  if (!catalogue.repositoryId || tags > 0 || missing.length < catalogue.tags.size) return false;
  const digests = await newestDigests(catalogue.repositoryId);
  if (digests.length === 0) return false;
  const answers = await Promise.all(
    digests.map((reference) => lookUpManifest(connection, repository, { reference })),
  );
  return answers.every((one) => one.ok && one.value === absent);
}

function notManifest(mediaType: string): string {
  return `The registry sent the media type "${mediaType.slice(0, 200)}", which is not a manifest.`;
}
