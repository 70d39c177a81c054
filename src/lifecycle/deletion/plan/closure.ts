import {
  addTo,
  type DeletedManifest,
  type DeletionReason,
  inDeletionOrder,
  type ManifestGraph,
  type ManifestNode,
} from "./manifest-graph.ts";
import type { Selection } from "./selection.ts";

export interface Contents {
  deleted: DeletedManifest[];
  untagged: Untagged[];
  /** Indexes that would be broken; then nothing is deleted. */
  broken: string[];
}

export interface Untagged {
  tag: string;
  digest: string;
  /** Why the image stays: some of its other tags, or of the indexes that list it. */
  siblings: string[];
  indexes: string[];
}

type Reasons = Map<string, DeletionReason>;

/** What a selection deletes. Nothing that stays loses a part. Takes time in proportion to the number of links. */
export function closureOf(graph: ManifestGraph, selection: Selection): Contents {
  const selectedTags = new Set("tags" in selection ? selection.tags : []);
  const reasons = grow(graph, selectedTags, chosenIn(graph, selection));
  return {
    deleted: inDeletionOrder(graph, reasons),
    untagged: untaggedIn(graph, selectedTags, reasons),
    broken: brokenBy(graph, reasons),
  };
}

/** Manifests chosen by digest or age, or all of the repository's, even if an index lists them. */
function chosenIn(graph: ManifestGraph, selection: Selection): Reasons {
  const digests = new Set("tags" in selection ? selection.untagged : []);
  if ("digest" in selection) digests.add(selection.digest);
  const chosen = [...graph.keys()].filter((it) => "whole" in selection || digests.has(it));
  return new Map(chosen.map((digest) => [digest, "chosen"]));
}

/** Adds what nothing else needs: images that lose their last tag, untagged parts, signatures and other attachments. */
function grow(graph: ManifestGraph, selectedTags: Set<string>, chosen: Reasons): Reasons {
  const reasons = new Map(chosen);
  const waiting = new Map<string, Candidate[]>(); // by a manifest that must be deleted before
  for (const node of graph.values()) {
    const candidate = reasons.has(node.digest) ? null : candidateOf(node, selectedTags);
    if (!candidate) continue;
    for (const other of candidate.missing) addTo(waiting, other, candidate);
    if (candidate.missing.size === 0) reasons.set(node.digest, candidate.reason);
  }
  for (const digest of reasons.keys()) // this loop also visits those that it adds
    for (const candidate of waiting.get(digest) ?? []) {
      candidate.missing.delete(digest);
      if (candidate.missing.size === 0) reasons.set(candidate.digest, candidate.reason);
    }
  return reasons;
}

/** A manifest that is deleted once all manifests that need it are. */
interface Candidate {
  digest: string;
  reason: DeletionReason;
  missing: Set<string>;
}

function candidateOf(node: ManifestNode, selectedTags: Set<string>): Candidate | null {
  const { digest, tags, referrerTags, parents } = node;
  if (tags.length > 0 && tags.every((tag) => selectedTags.has(tag)))
    return { digest, reason: "chosen", missing: new Set(parents) };
  if (tags.length === 0 && parents.length > 0)
    return { digest, reason: "part", missing: new Set(parents) };
  const subjects = tags.length === referrerTags.length ? node.subjects : [];
  const missing = new Set([...parents, ...subjects]);
  return subjects.length > 0 ? { digest, reason: "attachment", missing } : null;
}

/** The tags that are deleted, with or without their images. */
export function tagsIn({ deleted = [], untagged = [] }: Partial<Contents>): string[] {
  return [...deleted.flatMap(({ tags }) => tags), ...untagged.map(({ tag }) => tag)];
}

const maxShown = 12;

function untaggedIn(graph: ManifestGraph, selectedTags: Set<string>, reasons: Reasons): Untagged[] {
  return [...graph.values()].flatMap((node) => {
    const { digest, tags } = node;
    const lost = reasons.has(digest) ? [] : tags.filter((tag) => selectedTags.has(tag));
    if (lost.length === 0) return [];
    const siblings = tags.filter((tag) => !selectedTags.has(tag)).slice(0, maxShown);
    const indexes = remainingParents(node, reasons).slice(0, maxShown);
    return lost.map((tag) => ({ tag, digest, siblings, indexes }));
  });
}

function brokenBy(graph: ManifestGraph, reasons: Reasons): string[] {
  const deleted = [...graph.values()].filter(({ digest }) => reasons.has(digest));
  return [...new Set(deleted.flatMap((node) => remainingParents(node, reasons)))];
}

function remainingParents({ parents }: ManifestNode, reasons: Reasons): string[] {
  return parents.filter((parent) => !reasons.has(parent));
}
