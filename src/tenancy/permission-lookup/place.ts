import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { Invalid } from "../../platform/errors.ts";
import { knownRegistries } from "../../registry/known-registries.ts";
import { nameComponent } from "../../registry/names.ts";
import { readReference } from "../../registry/resolve.ts";
import { type GuardedNamespace, loadNamespaceOf, repositoryIn } from "../policy/guarded.ts";
import { type Guarded, judge } from "../policy/policy.ts";

/** The repository or namespace that a question names, if the asker may see it, that is, may pull from it. */
export async function findPlace(asker: Actor, what: string): Promise<Guarded> {
  const place = await findNamed(what);
  if (place && judge(asker, place, "pull", config.rules).allowed) return place;
  throw new Invalid({
    what:
      "No such repository or namespace, or you don't have access. " +
      "Write web/app for a repository, web/ for the namespace web, / for the global one; " +
      "if there are several registries, put the host in front.",
  });
}

/** Reads names as scopes do: a name without a slash is a repository of the global namespace. */
async function findNamed(what: string): Promise<Guarded | null> {
  const { hostname, fullName } = await readReference(what);
  const isNamespace = what.endsWith("/");
  const name = fullName.replace(/\/$/, "");
  if ((name || !isNamespace) && !name.split("/").every((part) => nameComponent.test(part)))
    return null;
  if (isNamespace && name.includes("/")) return null;

  const registry = (await knownRegistries()).find((known) => known.hostname === hostname);
  const namespace =
    registry && (await loadNamespaceOf(registry.id, isNamespace && name ? `${name}/` : name));
  if (!namespace) return null;
  return isNamespace ? withoutRepositories(namespace) : repositoryIn(namespace, name);
}

function withoutRepositories({ repositories: _, ...namespace }: GuardedNamespace): Guarded {
  return namespace;
}
