import type { Team, Tx } from "../../platform/db/client.ts";

/** The team that stands behind a personal or the global namespace: never listed, its owners own what is in it. */
export async function createHiddenTeam(tx: Tx, name: string, ownerIds: number[]): Promise<Team> {
  const memberships = { create: ownerIds.map((userId) => ({ userId, role: "owner" as const })) };
  return tx.team.create({ data: { name, hidden: true, memberships } });
}
