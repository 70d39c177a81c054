import type { Actor } from "../accounts/current.ts";
import { createMemory, type Memory } from "../accounts/memory.ts";
import { config } from "../config.ts";
import { db, onAccessChange, type Registry } from "../db/client.ts";
import { component } from "../namespaces/names.ts";
import type { Access } from "../signing/token.ts";
import { grant } from "./grant.ts";
import { type GuardedNamespace, loadNamespaceOf, repositoryIn } from "./guarded.ts";
import type { Scope } from "./scope.ts";

const goodFor = 10_000; // ms: how old an answer may be if the news of a change is lost
const registries = createMemory<Registry[]>(1);
const namespaces = createMemory<GuardedNamespace | null>(10_000);

onAccessChange(() => {
  for (const memory of [registries, namespaces]) memory.forget();
});

/** The registries that tokens are made for. */
export async function knownRegistries(): Promise<Registry[]> {
  return (
    registries.recall("all") ??
    load(registries, "all", () => db.registry.findMany({ orderBy: { id: "asc" } }))
  );
}

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
  const known = namespaces.recall(key);
  return known === undefined ? load(namespaces, key, () => loadNamespaceOf(id, name)) : known;
}

async function load<T>(memory: Memory<T>, key: string, query: () => Promise<T>): Promise<T> {
  const { age } = memory;
  const value = await query();
  if (memory.age === age) memory.remember(key, value, Date.now() + goodFor);
  return value;
}
