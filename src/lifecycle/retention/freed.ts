import { closureOf } from "../deletion/plan/closure.ts";
import { bytesOf, loadManifestGraph } from "../deletion/plan/manifest-graph-source.ts";

/** The bytes of a deletion that nothing else would use; null if some of them are not known. */
export async function bytesFreed(
  repositoryId: number,
  selection: { tags: string[]; untagged: string[] },
): Promise<bigint | null> {
  if (selection.tags.length + selection.untagged.length === 0) return 0n;
  const { deleted } = closureOf(await loadManifestGraph(repositoryId), selection);
  const { freed, unknown } = await bytesOf(
    { repositoryId },
    deleted.map(({ digest }) => digest),
  );
  return unknown > 0 ? null : freed;
}
