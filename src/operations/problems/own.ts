import type { Actor } from "../../identity/actor/actor.ts";
import type { Prisma } from "../../platform/db/client.ts";
import { collect } from "./find.ts";
import type { Problem } from "./problem.ts";
import {
  quotaProblems,
  retentionProblems,
  tokenProblems,
  webhookProblems,
} from "./sources/tenants.ts";

/**
 * What needs a person in the namespaces that they own, given by id, and among the tokens of theirs and of the robots that
 * they manage as an owner of a team.
 */
export async function ownProblems(
  actor: Actor,
  namespaceIds: readonly number[],
): Promise<Problem[]> {
  const tokens = () => tokenProblems(managedAccounts(actor), actor);
  if (namespaceIds.length === 0) return collect({ tokens });
  return collect({
    quota: () => quotaProblems(namespaceIds),
    webhooks: () => webhookProblems(namespaceIds),
    retention: () => retentionProblems(namespaceIds),
    tokens,
  });
}

/** Admins manage every robot; those without a team of theirs are on the overview. */
function managedAccounts({ id }: Actor): Prisma.UserWhereInput {
  const robotTeam = { memberships: { some: { userId: id, role: "owner" as const } } };
  return { OR: [{ id }, { robot: true, robotTeam }] };
}
