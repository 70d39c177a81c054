import type { Tx } from "../../platform/db/client.ts";

/** Ends a person's sessions, except an optional one, in the transaction of the change that invalidates them. */
export async function endSessions(
  tx: Tx,
  userId: number,
  { except = "" }: { except?: string } = {},
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM sessions WHERE ((sess->'passport'->>'user')::int) = ${userId} AND sid <> ${except}`;
}
