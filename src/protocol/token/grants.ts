import type { Actor } from "../../identity/actor/actor.ts";
import { createCache } from "../../platform/cache.ts";
import { config, type Rules } from "../../platform/config/config.ts";
import { onAccessChange, type Registry } from "../../platform/db/client.ts";
import { nameComponent } from "../../registry/names.ts";
import type { Access } from "../../registry/signing/token.ts";
import {
  type GuardedNamespace,
  loadNamespaceOf,
  repositoryIn,
} from "../../tenancy/policy/guarded.ts";
import { allActions, allowedActions, type Guarded } from "../../tenancy/policy/policy.ts";
import type { Scope } from "./scope.ts";

const maxAgeMs = 10_000; // how old a cached namespace may be if the notification of a change is lost
const namespaces = createCache<GuardedNamespace | null>(10_000);

onAccessChange(() => namespaces.clear());

/** What an actor gets of the requested scopes. Each scope is decided separately: a mount requests two and may get one. */
export async function grantScopes(
  actor: Actor | null,
  registry: Registry,
  scopes: readonly Scope[],
): Promise<Access[]> {
  const { rules } = config;
  const access: Access[] = [];
  for (const scope of scopes) {
    const namespace = await findNamespace(registry, scope);
    const guarded = namespace && repositoryIn(namespace, scope.name);
    const entry = grant(actor, scope, { guarded, rules });
    if (entry) access.push(entry);
  }
  return access;
}

/** Null for a name that no repository can have, such as one with a host or upper case. */
async function findNamespace({ id }: Registry, { type, name }: Scope) {
  if (type !== "repository" || !name.split("/").every((part) => nameComponent.test(part)))
    return null;

  const slash = name.indexOf("/");
  const key = `${id}/${slash < 0 ? "" : name.slice(0, slash)}`;
  return namespaces.fetch(key, maxAgeMs, () => loadNamespaceOf(id, name));
}

/** The requested actions that are allowed; each is decided separately. Null if none is, which is an answer, not an error. */
export function grant(
  actor: Actor | null,
  scope: Scope,
  { guarded, rules }: { guarded: Guarded | null; rules: Rules },
): Access | null {
  const actions =
    scope.type === "repository" && guarded
      ? grantOnRepository(scope, allowedActions(actor, guarded, rules))
      : grantOnRegistry(actor, scope);
  return actions.length > 0 ? { type: scope.type, name: scope.name, actions } : null;
}

/** `*` requests every allowed action. It is granted as `*` only if all actions are allowed: clients that delete check for it. */
function grantOnRepository({ actions }: Scope, allowed: string[]): string[] {
  if (!actions.includes("*")) return actions.filter((action) => allowed.includes(action));
  return allowed.length === allActions.length ? ["*"] : allowed;
}

/** The list of all repositories names private ones: it is only for admins, and not for their limited tokens. */
function grantOnRegistry(actor: Actor | null, { type, name, actions }: Scope): string[] {
  const catalog = type === "registry" && name === "catalog" && actions.includes("*");
  return catalog && actor?.admin && !actor.limit ? ["*"] : [];
}
