import type { Actor } from "../../identity/actor/actor.ts";
import { type Decision, db } from "../../platform/db/client.ts";
import type { Ruling } from "./decision.ts";
import { type KnownPlace, knownPlaces, type PlaceName, placeKey } from "./places.ts";
import { canSeeReason, canSeeSource, canSeeUser, type Relation, relationTo } from "./policy.ts";

/** What a reader sees of one scope that was asked for. */
export interface SeenScope {
  type: string;
  name: string | null; // null: the reader may not see it
  actions: string[];
  granted: string[];
  place: KnownPlace | null; // null: it does not exist, or the reader may not see it
  rules: Ruling[];
}

/** What a reader sees of a decision. What is null is hidden from them. */
export interface SeenDecision {
  row: Decision;
  id: string;
  relation: Relation;
  user: { id: number | null; username: string } | null;
  credential: { id: number | null; name: string | null } | null;
  address: string | null;
  agent: string | null;
  scopes: SeenScope[];
  because: string;
}

/** Decisions as a reader sees them. Those that do not exist for them are left out. */
export async function seenBy(
  reader: Actor | null,
  rows: readonly Decision[],
): Promise<SeenDecision[]> {
  const [places, managed] = await Promise.all([
    knownPlaces(reader, rows.flatMap(placesOf)),
    managedRobots(reader, rows),
  ]);
  return rows.flatMap((row) => {
    const ownsPlace = placesOf(row).some((name) => places.get(placeKey(name))?.owned ?? false);
    const managesUser = row.userId !== null && managed.has(row.userId);
    const relation = relationTo(reader, row, { managesUser, ownsPlace });
    return relation ? [seenAs(relation, row, places)] : [];
  });
}

/** The robots that a reader manages, of those that decisions are about. */
async function managedRobots(
  reader: Actor | null,
  rows: readonly Decision[],
): Promise<Set<number>> {
  if (!reader || reader.admin || reader.robot) return new Set();
  const ids = [...new Set(rows.flatMap(({ userId }) => userId ?? []))];
  const ownedTeam = { memberships: { some: { userId: reader.id, role: "owner" as const } } };
  const robots = await db.user.findMany({
    where: { id: { in: ids }, robot: true, robotTeam: ownedTeam },
    select: { id: true },
  });
  return new Set(robots.map(({ id }) => id));
}

type Places = ReadonlyMap<string, KnownPlace>;

function seenAs(relation: Relation, row: Decision, places: Places): SeenDecision {
  const source = canSeeSource(relation, row);
  const { applicationTokenId, refreshTokenId, credentialName, userId, username } = row;
  return {
    row,
    id: row.publicId.replaceAll("-", ""),
    relation,
    user: username && canSeeUser(relation, row) ? { id: userId, username } : null,
    credential: source
      ? { id: applicationTokenId ?? (Number(refreshTokenId ?? 0) || null), name: credentialName }
      : null,
    address: source ? row.address : null,
    agent: source ? row.agent : null,
    scopes: scopesOf(row).map((scope) => seenScope(scope, { relation, row, places })),
    because: canSeeReason(relation) ? row.because : row.message,
  };
}

interface Seeing {
  relation: Relation;
  row: Decision;
  places: Places;
}

type Scope = ReturnType<typeof scopesOf>[number];

function seenScope({ type, name, actions }: Scope, { relation, row, places }: Seeing): SeenScope {
  const scope = `${type}:${name}`;
  const granted = readScope(row.granted.find((it) => it.startsWith(`${scope}:`)) ?? "").actions;
  const place = places.get(placeKey({ registryId: row.registryId ?? 0, repository: name })) ?? null;
  const rules = rulesOf(row).filter((rule) => rule.scope === scope);
  const isOpen = type !== "repository" || relation === "admin" || place?.visible === true;
  if (isOpen) return { type, name, actions, granted, place, rules };
  const own = relation === "self";
  return {
    type,
    name: own ? name : null,
    actions,
    granted: own ? granted : [],
    place: null,
    rules: rules.map((rule) =>
      own && rule.allowed ? rule : { ...rule, allowed: false, because: hidden },
    ),
  };
}

const hidden = "There is no such repository, or no access to it.";

const rulesOf = ({ rules }: Decision) => rules as unknown as Ruling[]; // as decision.ts wrote them

const scopesOf = ({ asked }: Decision) => asked.map(readScope);

/** Splits a scope: its type ends at the first colon, and its actions begin after the last one. */
function readScope(text: string): { type: string; name: string; actions: string[] } {
  const [first, last] = [text.indexOf(":"), text.lastIndexOf(":")];
  const actions = text
    .slice(last + 1)
    .split(",")
    .filter(Boolean);
  return { type: text.slice(0, first), name: text.slice(first + 1, last), actions };
}

function placesOf(row: Decision): PlaceName[] {
  const { registryId } = row;
  if (registryId === null) return [];
  return scopesOf(row)
    .filter(({ type }) => type === "repository")
    .map(({ name }) => ({ registryId, repository: name }));
}
