import type { Push } from "../../catalogue/repositories/recording/upsert.ts";
import { record, reportedBy } from "../../history/record.ts";
import type { AuditKey } from "../../history/verbs.ts";
import type { MoveCause, Tx } from "../../platform/db/client.ts";

export type MovedTag = Pick<Push, "namespace" | "repository" | "digest" | "agent" | "at"> & {
  tag: string;
};

/** Records that Portus reverted a tag, when the event of its push arrives. */
export async function recordRevert(
  tx: Tx,
  moved: MovedTag,
  place: { id: number; from: string | null },
): Promise<void> {
  await setCause(tx, moved, { id: place.id, cause: "revert" });
  await note(tx, moved, { key: "tag.put_back", ...place });
}

/** Records a push over an immutable tag, and queues its revert. */
export async function recordOverwrite(
  tx: Tx,
  moved: MovedTag,
  place: { id: number; from: string },
): Promise<void> {
  await setCause(tx, moved, { id: place.id, cause: "overwrite" });
  await tx.$executeRaw`
    INSERT INTO reverts (repository_id, tag) VALUES (${place.id}, ${moved.tag})
    ON CONFLICT (repository_id, tag) DO UPDATE SET try_after = now(), attempts = reverts.attempts + 1`;
  await note(tx, moved, { key: "tag.overwrite", ...place });
}

/** Sets the cause of a move in the tag's timeline; null: an ordinary push. */
export async function setCause(
  tx: Tx,
  { tag, at }: MovedTag,
  { id, cause }: { id: number; cause: MoveCause | null },
) {
  await tx.$executeRaw`
    UPDATE tag_moves SET cause = ${cause}::"MoveCause" WHERE repository_id = ${id} AND tag = ${tag}
      AND at = date_trunc('milliseconds', ${at}::timestamptz)`;
}

async function note(
  tx: Tx,
  { namespace, repository, tag, digest, agent, at }: MovedTag,
  { key, id, from }: { key: AuditKey; id: number; from: string | null },
): Promise<void> {
  await record(tx, reportedBy(agent), {
    key,
    subject: repository,
    repositoryId: id,
    details: { tag, digest, from },
    registryId: namespace.registryId,
    teamId: namespace.teamId,
    namespaceId: namespace.id,
    at: new Date(at),
  });
}
