import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { fetchPage, type Page, type PageRequest, pastSql } from "../../platform/db/keyset.ts";
import type { DecisionFilters } from "./filters.ts";
import { presentDecision } from "./present.ts";
import { flushDecisions } from "./queue.ts";
import { type SeenDecision, seenBy } from "./seen.ts";

/** The decisions that match filters, newest first, a page at a time. */
export async function visibleDecisions(
  reader: Actor,
  request: PageRequest,
  filters: DecisionFilters,
): Promise<Page<SeenDecision>> {
  return fetchPage(request, {
    size: 50,
    find: (place, take) => findDecisions(reader, { ...filters, ...place, take }),
    position: ({ row: { at, id } }) => ({ at, id: Number(id) }),
  });
}

/** The decisions past a position, the nearest first. */
export async function findDecisions(
  reader: Actor,
  { older, newer, take, ...filters }: DecisionFilters & PageRequest & { take: number },
): Promise<SeenDecision[]> {
  await flushDecisions(); // those of this process can be read at once
  const past = pastSql.byId({ older, newer }, idOf(filters));
  const order = newer ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  return load(reader, await idsWhere(filters, past, Prisma.sql`${order} LIMIT ${take}`));
}

interface Listed {
  id: bigint;
  seen: SeenDecision;
}

/** The source of an API list. */
export function decisionListing(
  reader: Actor,
  filters: DecisionFilters,
  sortOrder: "asc" | "desc",
) {
  const order = sortOrder === "asc" ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  return {
    count: async () => {
      await flushDecisions();
      return countDecisions(filters);
    },
    ids: async ({ skip, take }: { skip: number; take: number }) => {
      const window = Prisma.sql`${order} LIMIT ${take} OFFSET ${skip}`;
      return (await idsWhere(filters, Prisma.sql`TRUE`, window)).map((id) => ({ id }));
    },
    rows: async (ids: bigint[]): Promise<Listed[]> =>
      (await load(reader, ids)).map((seen) => ({ id: seen.row.id, seen })),
    present: ({ seen }: Listed) => presentDecision(seen),
  };
}

async function countDecisions(filters: DecisionFilters): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT ${idOf(filters)})::int AS count FROM ${tablesOf(filters)} WHERE ${matching(filters)}`;
  return row?.count ?? 0;
}

async function idsWhere(
  filters: DecisionFilters,
  past: Prisma.Sql,
  orderAndLimit: Prisma.Sql,
): Promise<bigint[]> {
  const id = idOf(filters);
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT DISTINCT ON (${id}) ${id} AS id FROM ${tablesOf(filters)}
    WHERE ${matching(filters)} AND ${past} ORDER BY ${id} ${orderAndLimit}`;
  return rows.map((row) => row.id);
}

async function load(reader: Actor, ids: readonly bigint[]): Promise<SeenDecision[]> {
  const rows = await db.decision.findMany({ where: { id: { in: [...ids] } } });
  const known = new Map(rows.map((row) => [row.id, row]));
  return seenBy(
    reader,
    ids.flatMap((id) => known.get(id) ?? []),
  );
}

/** The column by which a list is sorted: that of the index that the list is read from. */
const idOf = ({ place }: DecisionFilters) =>
  place ? Prisma.sql`places.decision_id` : Prisma.sql`decisions.id`;

const tablesOf = ({ place }: DecisionFilters) =>
  place
    ? Prisma.sql`decision_places AS places JOIN decisions ON decisions.id = places.decision_id`
    : Prisma.sql`decisions`;

function matching({ outcome, place, userId }: DecisionFilters): Prisma.Sql {
  const all = [Prisma.sql`TRUE`];
  if (place) {
    all.push(Prisma.sql`places.registry_id = ${place.registryId}`);
    if (place.repository === undefined) all.push(Prisma.sql`places.namespace = ${place.namespace}`);
    else all.push(Prisma.sql`places.repository = ${place.repository}`);
  }
  if (userId !== undefined) all.push(Prisma.sql`decisions.user_id = ${userId}`);
  if (outcome === "granted") all.push(Prisma.sql`decisions.outcome = 'granted'`);
  else if (outcome) all.push(Prisma.sql`decisions.outcome <> 'granted'`); // the index is on these
  if (outcome && outcome !== "granted" && outcome !== "refusals")
    all.push(Prisma.sql`decisions.outcome = ${outcome}::"DecisionOutcome"`);
  return Prisma.join(all, " AND ");
}
