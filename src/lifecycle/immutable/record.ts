import type { Push } from "../../catalogue/repositories/recording/upsert.ts";
import { record, reportedBy } from "../../history/record.ts";
import type { MoveCause, Tx } from "../../platform/db/client.ts";

/** A push of a tag that the catalogue knows by now. */
export type Moved = Pick<Push, "namespace" | "repository" | "digest" | "agent" | "at"> & {
  tag: string;
};

/** Portus put back what the tag pointed to, and its event has come. */
export async function keepPutBack(
  tx: Tx,
  moved: Moved,
  place: { id: number; from: string | null },
): Promise<void> {
  await keepCause(tx, moved, { id: place.id, cause: "put_back" });
  await note(tx, moved, { key: "tag.put_back", ...place });
}

/** It was pushed over an immutable tag, which is to be put back. */
export async function keepOverwrite(
  tx: Tx,
  moved: Moved,
  place: { id: number; from: string },
): Promise<void> {
  await keepCause(tx, moved, { id: place.id, cause: "overwrite" });
  await tx.$executeRaw`
    INSERT INTO put_backs (repository_id, tag) VALUES (${place.id}, ${moved.tag})
    ON CONFLICT (repository_id, tag) DO UPDATE SET try_after = now(), attempts = put_backs.attempts + 1`;
  await note(tx, moved, { key: "tag.overwrite", ...place });
}

/** Says in the tag's timeline what a move of it was; null: nothing but a push. */
export async function keepCause(
  tx: Tx,
  { tag, at }: Moved,
  { id, cause }: { id: number; cause: MoveCause | null },
) {
  await tx.$executeRaw`
    UPDATE tag_moves SET cause = ${cause}::"MoveCause" WHERE repository_id = ${id} AND tag = ${tag}
      AND at = date_trunc('milliseconds', ${at}::timestamptz)`;
}

async function note(
  tx: Tx,
  { namespace, repository, tag, digest, agent, at }: Moved,
  { key, id, from }: { key: string; id: number; from: string | null },
): Promise<void> {
  await record(tx, reportedBy(agent), {
    ...{ key, subject: repository, repositoryId: id, details: { tag, digest, from } },
    ...{ registryId: namespace.registryId, teamId: namespace.teamId, namespaceId: namespace.id },
    at: new Date(at),
  });
}
