import type { Actor } from "../../identity/actor/actor.ts";
import { createCache } from "../../platform/cache.ts";
import { config, type Rules } from "../../platform/config/config.ts";
import { onAccessChange, type Registry } from "../../platform/db/client.ts";
import { nameComponent, splitName } from "../../registry/names.ts";
import type { Access } from "../../registry/signing/token.ts";
import { type Ruling, scopeName } from "../../tenancy/decisions/decision.ts";
import {
  type GuardedNamespace,
  loadNamespaceOf,
  repositoryIn,
} from "../../tenancy/policy/guarded.ts";
import {
  type Action,
  allActions,
  allowedBy,
  type Guarded,
  judgeAll,
  type Verdict,
  type Verdicts,
} from "../../tenancy/policy/policy.ts";
import type { Scope } from "./scope.ts";

const maxAgeMs = 10_000; // how old a cached namespace may be if the notification of a change is lost
const namespaces = createCache<GuardedNamespace | null>(10_000);

onAccessChange(() => namespaces.clear());

/** What a scope grants, and the function that gives the verdict on each of its actions. */
export interface Grant {
  scope: Scope;
  access: Access | null; // null: nothing
  verdictOn: (action: string) => Verdict;
}

/** What an actor gets of the requested scopes. Each scope is decided separately: a mount requests two and may get one. */
export async function grantScopes(
  actor: Actor | null,
  registry: Registry,
  scopes: readonly Scope[],
): Promise<Grant[]> {
  const { rules } = config;
  const grants: Grant[] = [];
  for (const scope of scopes) {
    const namespace = await findNamespace(registry, scope);
    const guarded = namespace && repositoryIn(namespace, scope.name);
    grants.push(grant(actor, scope, { guarded, rules }));
  }
  return grants;
}

/** Null for a name that no repository can have, such as one with a host or upper case. */
async function findNamespace({ id }: Registry, { type, name }: Scope) {
  if (type !== "repository" || !canBeRepository(name)) return null;

  const slash = name.indexOf("/");
  const key = `${id}/${slash < 0 ? "" : name.slice(0, slash)}`;
  return namespaces.fetch(key, maxAgeMs, () => loadNamespaceOf(id, name));
}

const canBeRepository = (name: string) => name.split("/").every((part) => nameComponent.test(part));

/** The requested actions that are allowed; each is decided separately. No access at all is an answer, not an error. */
export function grant(
  actor: Actor | null,
  scope: Scope,
  { guarded, rules }: { guarded: Guarded | null; rules: Rules },
): Grant {
  const verdicts = scope.type === "repository" && guarded ? judgeAll(actor, guarded, rules) : null;
  const actions = verdicts
    ? grantOnRepository(scope, allowedBy(verdicts))
    : grantOnRegistry(actor, scope);
  const access = actions.length > 0 ? { type: scope.type, name: scope.name, actions } : null;
  const verdictOn = (action: string) => verdictIn(verdicts, { scope, action, access });
  return { scope, access, verdictOn };
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

interface Asked {
  scope: Scope;
  action: string;
  access: Access | null;
}

function verdictIn(verdicts: Verdicts | null, asked: Asked): Verdict {
  const { scope, action, access } = asked;
  if (verdicts)
    return isAction(action) ? verdicts[action] : { allowed: false, because: unknownAction };
  if (scope.type === "repository") return { allowed: false, because: noPlace(scope.name) };
  const allowed = access?.actions.includes(action) ?? false;
  return { allowed, because: allowed ? "Admins may list all repositories." : onRegistry(scope) };
}

const isAction = (action: string): action is Action =>
  (allActions as readonly string[]).includes(action);

const unknownAction = "Registries know no such action. They know pull, push and delete.";

function noPlace(name: string): string {
  if (!canBeRepository(name))
    return "No repository can have this name: it must be lower case and have no host in it.";
  const { namespace } = splitName(name);
  return namespace
    ? `The namespace ${namespace} does not exist. Images need a namespace to be pushed to.`
    : "This registry has no place for top-level images.";
}

const onRegistry = ({ type, name }: Scope) =>
  type === "registry" && name === "catalog"
    ? "Only admins may list all repositories, and not with a limited token."
    : `Portus grants nothing on ${type}:${name}.`;

/** The verdict on every action that was asked for; `*` asks for all of them. */
export function rulingsOf({ scope, verdictOn }: Grant): Ruling[] {
  const isRepository = scope.type === "repository";
  const all = isRepository && scope.actions.includes("*");
  const actions = all ? allActions : scope.actions;
  const name = scopeName(scope);
  return actions.map((action) => ({ scope: name, action, ...verdictOn(action) }));
}
