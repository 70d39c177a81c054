import type { Actor } from "../../identity/actor/actor.ts";
import { db } from "../../platform/db/client.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";

/** The last pushed repositories of a namespace that the actor may see, and how many there are. */
export async function latestRepositories(actor: Actor | null, { id }: { id: number }) {
  const where = { namespaceId: id, AND: repositoriesVisibleTo(actor) };
  const [latest, total] = await Promise.all([
    db.repository.findMany({
      where,
      select: {
        id: true,
        name: true,
        fullName: true,
        tagsCount: true,
        pushedAt: true,
        namespace: { select: { registry: { select: { hostname: true } } } },
      },
      orderBy: [{ pushedAt: "desc" }, { id: "desc" }],
      take: 20,
    }),
    db.repository.count({ where }),
  ]);
  return { latest, total };
}
