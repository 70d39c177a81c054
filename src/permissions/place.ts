import { type GuardedNamespace, loadNamespaceOf, repositoryIn } from "../access/guarded.ts";
import { knownRegistries } from "../access/judge.ts";
import type { Actor } from "../accounts/current.ts";
import { config } from "../config.ts";
import { Invalid } from "../errors.ts";
import { component } from "../namespaces/names.ts";
import { type Guarded, judge } from "../namespaces/policy.ts";

/** A repository or namespace that someone asks about, as they may know of it. */
export async function findPlace(asker: Actor, what: string): Promise<Guarded> {
  for (const place of await placesNamed(what))
    if (judge(asker, place, "pull", config.rules).allowed) return place;
  throw new Invalid({
    what:
      "There is no such repository or namespace, or it is not yours to see. " +
      "Write web/app for a repository, web/ for the namespace web, / for the global one.",
  });
}

/** Read as scopes are: a name without a slash is a repository of the global namespace. */
async function placesNamed(what: string): Promise<Guarded[]> {
  const isNamespace = what.endsWith("/");
  const name = what.replace(/\/$/, "");
  if (what !== "/" && !name.split("/").every((part) => component.test(part))) return [];
  if (isNamespace && name.includes("/")) return [];

  const places: Guarded[] = [];
  for (const { id } of await knownRegistries()) {
    const namespace = await loadNamespaceOf(id, isNamespace ? name && what : name);
    if (namespace) places.push(isNamespace ? alone(namespace) : repositoryIn(namespace, name));
  }
  return places;
}

function alone({ kind, visibility, members }: GuardedNamespace): Guarded {
  return { kind, visibility, members };
}
