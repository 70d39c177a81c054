import type { Actor } from "../../identity/actor/actor.ts";
import { createCache } from "../../platform/cache.ts";
import { config } from "../../platform/config/config.ts";
import { onAccessChange, type Registry } from "../../platform/db/client.ts";
import { component } from "../../registry/names.ts";
import type { Access } from "../../registry/signing/token.ts";
import {
  type GuardedNamespace,
  loadNamespaceOf,
  repositoryIn,
} from "../../tenancy/policy/guarded.ts";
import { grant } from "./grant.ts";
import type { Scope } from "./scope.ts";

const maxAgeMs = 10_000; // how old an answer may be if the notification of a change is lost
const namespaces = createCache<GuardedNamespace | null>(10_000);

onAccessChange(() => namespaces.clear());

/** What an actor gets of what was asked. Each scope is judged alone: a mount asks for two, and may get one. */
export async function grantScopes(
  actor: Actor | null,
  registry: Registry,
  scopes: Scope[],
): Promise<Access[]> {
  const { rules } = config;
  const access: Access[] = [];
  for (const scope of scopes) {
    const namespace = await namespaceOf(registry, scope);
    const guarded = namespace && repositoryIn(namespace, scope.name);
    const entry = grant(actor, scope, { guarded, rules });
    if (entry) access.push(entry);
  }
  return access;
}

/** None for a name with a host, upper case or the like in it: no namespace holds such repositories. */
async function namespaceOf({ id }: Registry, { type, name }: Scope) {
  if (type !== "repository" || !name.split("/").every((part) => component.test(part))) return null;

  const slash = name.indexOf("/");
  const key = `${id}/${slash < 0 ? "" : name.slice(0, slash)}`;
  return namespaces.fetch(key, maxAgeMs, () => loadNamespaceOf(id, name));
}
