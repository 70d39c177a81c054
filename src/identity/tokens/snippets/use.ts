import { config } from "../../../platform/config/config.ts";
import { db } from "../../../platform/db/client.ts";
import type { Role } from "../../../platform/db/generated/enums.ts";
import { scopesOf } from "../../actor/limits.ts";
import { includesScope } from "../../actor/policy.ts";
import type { TokenEntry } from "../tokens.ts";
import type { Use } from "./commands.ts";

/** The owner of a token; robots have the roles that they have in teams. */
export interface TokenOwner {
  id: number;
  username: string;
  robot: boolean;
  robotTeamId?: number | null;
  memberships?: readonly { role: Role }[];
}

/** What a new token is for; null if it does not work with the registry. */
export async function useOf(
  owner: TokenOwner,
  { token, secret }: { token: TokenEntry; secret: string },
): Promise<Use | null> {
  if (!includesScope(scopesOf(token), "registry")) return null;
  const { host } = config.registry;
  const repository = repositoryIn(token.patterns) ?? `${await namespaceOf(owner)}/app`;
  return { host, username: owner.username, secret, repository, does: deed(owner, token) };
}

function deed({ memberships }: TokenOwner, { actions }: TokenEntry): Use["does"] {
  const can = (action: "push" | "pull") => actions.length === 0 || actions.includes(action);
  const onlyPulls = memberships?.length && memberships.every(({ role }) => role === "viewer");
  if (can("push") && !onlyPulls) return "push";
  return can("pull") ? "pull" : "login";
}

/** The first pattern that names a repository, or a folder of them. */
function repositoryIn(patterns: readonly string[]): string | null {
  const plain = patterns.find((pattern) => /^[a-z0-9._/-]+(\/\*{1,2})?$/.test(pattern));
  return plain?.replace(/\*{1,2}$/, "app") ?? null;
}

/** A namespace in which the owner is likely to work: their own, or the first of the robot's team. */
export async function namespaceOf({
  id,
  robotTeamId,
}: Pick<TokenOwner, "id" | "robotTeamId">): Promise<string> {
  const found = await db.namespace.findFirst({
    where: { name: { not: "" }, ...(robotTeamId ? { teamId: robotTeamId } : { ownerId: id }) },
    orderBy: { id: "asc" },
    select: { name: true },
  });
  return found?.name ?? "your-namespace";
}
