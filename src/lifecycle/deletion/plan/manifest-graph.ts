/** A manifest of a repository, with what it refers to. */
export interface GraphManifest {
  digest: string;
  tags: string[];
  /** Its tags that name the manifest it is attached to, such as sha256-….sig. */
  referrerTags: string[];
  children: string[];
  subject: string | null;
  mediaType: string;
  read: boolean;
}

export interface ManifestNode extends GraphManifest {
  /** The indexes that list it. */
  parents: string[];
  /** What it is attached to: its subject, and the digests in its referrer tags. */
  subjects: string[];
}

export type ManifestGraph = ReadonlyMap<string, ManifestNode>;

export interface DeletedManifest {
  digest: string;
  tags: string[];
  reason: DeletionReason;
  /** Digests to delete first, so that no index lacks what it lists. */
  dependsOn: string[];
}

/** Why a manifest is deleted: it was chosen, or belongs to a deleted index or image as a part or an attachment. */
export type DeletionReason = "chosen" | "part" | "attachment";

export function manifestGraph(manifests: readonly GraphManifest[]): ManifestGraph {
  const parents = new Map<string, string[]>();
  for (const { digest, children } of manifests)
    for (const child of children) addTo(parents, child, digest);
  return new Map(
    manifests.map((one) => [
      one.digest,
      { ...one, parents: parents.get(one.digest) ?? [], subjects: subjectsOf(one) },
    ]),
  );
}

export function addTo<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key);
  if (list) list.push(one);
  else lists.set(key, [one]);
}

function subjectsOf({ referrerTags, subject }: GraphManifest): string[] {
  const named = referrerTags.map((tag) => (tag.split(".", 1)[0] ?? "").replace("-", ":"));
  return subject ? [...named, subject] : named;
}

/** Indexes before their parts and images before their attachments, so that a failure leaves nothing broken. */
export function inDeletionOrder(
  graph: ManifestGraph,
  reasons: ReadonlyMap<string, DeletionReason>,
): DeletedManifest[] {
  const placed = new Map<string, DeletedManifest>();
  const visited = new Set<string>(); // manifests that are attached to each other must not cause an endless loop
  const place = (first: string): void => {
    const path = [first];
    for (let digest = path.at(-1); digest; digest = path.at(-1)) {
      const node = graph.get(digest);
      const reason = reasons.get(digest);
      if (!node || !reason || placed.has(digest)) {
        path.pop();
        continue;
      }
      const dependsOn = [...node.parents, ...node.subjects].filter(
        (one) => reasons.has(one) && graph.has(one),
      );
      const open = visited.has(digest) ? [] : dependsOn.filter((one) => !visited.has(one));
      visited.add(digest);
      if (open.length === 0) placed.set(digest, { digest, tags: node.tags, reason, dependsOn });
      for (const one of open.toReversed()) path.push(one);
    }
  };
  for (const digest of reasons.keys()) place(digest);
  return [...placed.values()];
}
