import type { Actor } from "../../../identity/actor/actor.ts";
import { db } from "../../../platform/db/client.ts";
import { repositoriesVisibleTo } from "../../../tenancy/policy/visible.ts";
import type { LargeRepository } from "../largest.ts";
import type { Rest } from "./draw.ts";

const maxListed = 40;

type HeavyRepository = LargeRepository & { name: string }; // the path below the namespace

/** The repositories of a namespace that the actor may see and that store most, and the sum of the others. */
export async function heaviestRepositories(
  namespaceId: number,
  actor: Actor,
): Promise<{ repositories: HeavyRepository[]; rest: Rest | null }> {
  const where = { repository: { namespaceId, AND: repositoriesVisibleTo(actor) } };
  const numbers = { stored: true, exclusive: true, unread: true, unknown: true } as const;
  const [found, all] = await Promise.all([
    db.repositorySize.findMany({
      where,
      select: { ...numbers, repository: { select: { name: true, fullName: true } } },
      orderBy: [{ stored: "desc" }, { repository: { fullName: "asc" } }],
      take: maxListed,
    }),
    db.repositorySize.aggregate({ where, _count: true, _sum: { stored: true, exclusive: true } }),
  ]);
  const repositories = found.map(({ repository, unread, unknown, stored, exclusive }) => ({
    ...repository,
    stored,
    exclusive,
    unknown: unread + unknown,
  }));
  return { repositories, rest: restOf(repositories, all) };
}

function restOf(
  listed: readonly LargeRepository[],
  all: { _count: number; _sum: { stored: bigint | null; exclusive: bigint | null } },
): Rest | null {
  const count = all._count - listed.length;
  if (count <= 0) return null;
  const left = (what: "stored" | "exclusive") =>
    listed.reduce((sum, one) => sum - one[what], all._sum[what] ?? 0n);
  return { count, stored: left("stored"), exclusive: left("exclusive") };
}
