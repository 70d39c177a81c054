import type { Prisma, Tx } from "./db/client.ts";

export interface Happening {
  /** What happened: "repository.push", "team.create". */
  key: string;
  /** The thing it happened to, by name: the name outlives the thing. */
  subject: string;
  registryId?: number;
  teamId?: number;
  namespaceId?: number;
  repositoryId?: number;
  details?: Prisma.InputJsonObject;
  /** When it happened, if that is not now. */
  at?: Date;
}

/** Writes one line of history, in the transaction of its cause. */
export async function record(
  tx: Tx,
  actor: { id: number | null; username: string },
  happening: Happening,
): Promise<void> {
  await tx.activity.create({
    data: { actorId: actor.id, actorName: actor.username, ...happening },
  });
}
