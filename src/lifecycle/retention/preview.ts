import { db, type Prisma } from "../../platform/db/client.ts";
import {
  fetchPage,
  nearestFirst,
  type Page,
  type PageRequest,
  past,
} from "../../platform/db/keyset.ts";
import type { Located } from "../../platform/reference.ts";
import { countOldUntagged } from "../deletion/plan/untagged.ts";
import { judgeAll } from "./evaluate.ts";
import type { Rules } from "./rules.ts";
import type { Place } from "./scope.ts";

export interface Tried extends Located {
  id: number;
  pushedAt: Date;
  tags: number;
  goes: number;
  untagged: number; // manifests that would be deleted
  /** It, or its namespace, has rules of its own: those that were tried say nothing about it. */
  own: boolean;
  last: { at: Date; deleted: number; note: string | null } | null;
}

/** What rules would let go in the repositories of a registry or namespace; nothing is changed. */
export async function tryRules(
  place: Place,
  rules: Rules,
  request: PageRequest,
): Promise<Page<Tried>> {
  const page = await fetchPage(request, {
    size: 20,
    find: (at, take) => find(place, at, take),
    position: ({ pushedAt, id }) => ({ at: pushedAt, id }),
  });
  const reached = page.rows.filter((row) => !isOwn(place, row)).map(({ id }) => id);
  const decisions = await judgeAll(reached, rules);
  const untagged = await untaggedIn(reached, rules);
  const rows = page.rows.map((row) => {
    const judged = decisions.get(row.id);
    const { id, fullName, namespace, pushedAt, retained: last } = row;
    const goes = judged?.filter((it) => it.goes).length ?? 0;
    return {
      id,
      fullName,
      namespace,
      pushedAt,
      last,
      goes,
      untagged: untagged.get(id) ?? 0,
      tags: row.tagsCount,
      own: !judged,
    };
  });
  return { ...page, rows };
}

async function untaggedIn(ids: readonly number[], { untaggedDays }: Rules) {
  if (untaggedDays === null) return new Map<number, number>();
  return countOldUntagged(ids, new Date(Date.now() - untaggedDays * 86_400_000));
}

function isOwn(place: Place, { retention, namespace }: Found): boolean {
  return retention !== null || (place.kind === "registry" && namespace.retention !== null);
}

const shown = {
  select: {
    id: true,
    fullName: true,
    pushedAt: true,
    tagsCount: true,
    retention: { select: { id: true } },
    retained: { select: { at: true, deleted: true, note: true } },
    namespace: {
      select: { retention: { select: { id: true } }, registry: { select: { hostname: true } } },
    },
  },
} satisfies Prisma.RepositoryFindManyArgs;

type Found = Prisma.RepositoryGetPayload<typeof shown>;

function find(place: Place, at: PageRequest, take: number): Promise<Found[]> {
  const within: Prisma.RepositoryWhereInput =
    place.kind === "registry"
      ? { namespace: { registryId: place.registry.id } }
      : place.kind === "namespace"
        ? { namespaceId: place.namespace.id }
        : { id: place.repository.id };
  return db.repository.findMany({
    where: { AND: [within, past(at, "pushedAt")] },
    ...shown,
    orderBy: nearestFirst(at, "pushedAt"),
    take,
  });
}
