import { type Actor, actorFields } from "../../identity/actor/actor.ts";
import { limitOf } from "../../identity/actor/limits.ts";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import type { SeenDecision, SeenScope } from "../decisions/seen.ts";
import { type Cure, curesFor } from "../policy/cures.ts";
import { loadNamespaceOf, repositoryIn } from "../policy/guarded.ts";
import { type Action, allActions, judge } from "../policy/policy.ts";

/** What the same request would get now, and what would change that. */
export interface Current {
  scope: SeenScope;
  action: Action;
  state: "granted" | "refused" | "no_namespace" | "hidden" | "account_gone";
  because: string;
  cures: Cure[];
}

/** The refused actions on repositories, judged again as things are now. */
export async function currentVerdicts({ row, scopes }: SeenDecision): Promise<Current[]> {
  const asker = row.proof === "nobody" ? null : await askerNow(row);
  const found: Current[] = [];
  for (const scope of scopes.filter(({ type }) => type === "repository"))
    for (const { action, allowed } of scope.rules)
      if (!allowed && isAction(action))
        found.push(await verdictNow(scope, { action, asker, registryId: row.registryId ?? 0 }));
  return found;
}

const isAction = (action: string): action is Action =>
  (allActions as readonly string[]).includes(action);

interface Asked {
  action: Action;
  asker: Actor | null | undefined; // undefined: the account is disabled or deleted
  registryId: number;
}

async function verdictNow(
  scope: SeenScope,
  { action, asker, registryId }: Asked,
): Promise<Current> {
  const { name, place } = scope;
  const nothing = { scope, action, because: "", cures: [] };
  if (name === null) return { ...nothing, state: "hidden" };
  if (asker === undefined) return { ...nothing, state: "account_gone" };
  if (!place?.visible) return { ...nothing, state: "hidden" };
  const namespace = await loadNamespaceOf(registryId, name);
  if (!namespace) return { ...nothing, state: "no_namespace" };

  const guarded = repositoryIn(namespace, name);
  const { rules } = config;
  const { allowed, because } = judge(asker, guarded, action, rules);
  const cures = curesFor({ actor: asker, guarded, rules }, action).filter(
    (cure) => place.repositoryId !== null || !needsRepository(cure),
  );
  return { scope, action, because, cures, state: allowed ? "granted" : "refused" };
}

/** A repository that does not exist yet has no members and no visibility of its own. */
const needsRepository = (cure: Cure) =>
  cure.some(
    (change) =>
      (change.kind === "role" && change.in === "repository") ||
      (change.kind === "visibility" && change.repository),
  );

/** The account of a decision with the limits of its token, as they are now. */
async function askerNow({ userId, applicationTokenId }: SeenDecision["row"]) {
  const user = await db.user.findUnique({
    where: { id: userId ?? 0, disabledAt: null },
    select: {
      ...actorFields,
      applicationTokens: {
        where: { id: applicationTokenId ?? 0 },
        select: { patterns: true, actions: true },
      },
    },
  });
  if (!user) return undefined;
  const { applicationTokens, ...actor } = user;
  const limit = applicationTokens[0] && limitOf(applicationTokens[0]);
  return { ...actor, ...(limit && { limit }) };
}
