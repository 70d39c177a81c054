import type { Actor } from "../../identity/actor/actor.ts";
import type { Tx } from "../../platform/db/client.ts";
import { type FoundTeam, findTeam } from "./visible.ts";

/**
 * One change of a team at a time: two owners who demote each other in the same moment must not both succeed.
 * What the team is, and what the actor is in it, is read after the lock is held.
 */
export async function lockTeam(tx: Tx, actor: Actor, id: number): Promise<FoundTeam> {
  await tx.$queryRaw`SELECT id FROM teams WHERE id = ${id} FOR UPDATE`;
  return findTeam(actor, id, tx);
}
