import type { Actor } from "../../identity/actor/actor.ts";
import type { Rules } from "../../platform/config/config.ts";
import type { Access } from "../../registry/signing/token.ts";
import { type Action, allowedActions, type Guarded } from "../../tenancy/policy/policy.ts";
import type { Scope } from "./scope.ts";

const everything: readonly Action[] = ["pull", "push", "delete"];

/** The actions asked for, each judged alone, less those not allowed. Granting nothing is an answer, not an error. */
export function grant(
  actor: Actor | null,
  scope: Scope,
  { guarded, rules }: { guarded: Guarded | null; rules: Rules },
): Access | null {
  const actions =
    scope.type === "repository" && guarded
      ? granted(scope, allowedActions(actor, guarded, rules))
      : onRegistry(actor, scope);
  return actions.length > 0 ? { type: scope.type, name: scope.name, actions } : null;
}

/** `*` is everything one holds, and is called `*` only where that is all there is: clients that delete ask for it. */
function granted({ actions }: Scope, allowed: string[]): string[] {
  if (!actions.includes("*")) return actions.filter((action) => allowed.includes(action));
  return allowed.length === everything.length ? ["*"] : allowed;
}

/** The list of all repositories names private ones, so it is for admins, and for no limited token of theirs. */
function onRegistry(actor: Actor | null, { type, name, actions }: Scope): string[] {
  const catalog = type === "registry" && name === "catalog" && actions.includes("*");
  return catalog && actor?.admin && !actor.limit ? ["*"] : [];
}
