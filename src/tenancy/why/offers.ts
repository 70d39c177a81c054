import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Role } from "../../platform/db/client.ts";
import { paths } from "../../platform/paths/paths.ts";
import {
  type Hosted,
  type Located,
  namespaceReference,
  referenceOf,
} from "../../platform/reference.ts";
import type { SeenDecision } from "../decisions/seen.ts";
import { type Names, sentenceOf } from "../policy/cure-sentences.ts";
import type { Change } from "../policy/cures.ts";
import { isAdmin } from "../policy/policy.ts";
import { canManageMembers } from "../teams/policy.ts";
import type { Current } from "./current.ts";

/** One change that would help, in a sentence, with the button or link of readers who may make it. */
export interface Offer {
  sentence: string;
  button?: { label: string; action: string; fields: Record<string, string> };
  link?: { label: string; href: string };
}

interface Membership {
  id: number;
  role: Role;
}

interface Place {
  located: Located;
  namespace: {
    id: number;
    name: string;
    registry: Hosted;
    team: { id: number; name: string; hidden: boolean };
  };
  teamMember: Membership | null; // the asker's
  repositoryMember: Membership | null;
  canManageTeam: boolean;
  canManageRepository: boolean;
}

/** The offers for each cure of a verdict. */
export async function offersFor(
  reader: Actor | null,
  seen: SeenDecision,
  current: Current,
): Promise<Offer[][]> {
  const place = await placeFor(reader, seen, current);
  if (!place) return [];
  return current.cures.map((cure) =>
    cure.map((change) => offerOf(change, { reader, seen, place })),
  );
}

async function placeFor(
  reader: Actor | null,
  { row }: SeenDecision,
  { scope }: Current,
): Promise<Place | null> {
  const { namespaceId = 0, repositoryId = null, owned = false } = scope.place ?? {};
  const ofAsker = { where: { userId: row.userId ?? 0 }, select: { id: true, role: true } };
  const ofReader = { where: { userId: reader?.id ?? 0 }, select: { userId: true, role: true } };
  const [namespace, member, own] = await Promise.all([
    db.namespace.findUnique({
      where: { id: namespaceId },
      select: {
        id: true,
        name: true,
        registry: { select: { hostname: true } },
        team: { select: { id: true, name: true, hidden: true, memberships: ofReader } },
      },
    }),
    db.membership.findFirst({
      ...ofAsker,
      where: { ...ofAsker.where, team: { namespaces: { some: { id: namespaceId } } } },
    }),
    db.repositoryMembership.findFirst({
      ...ofAsker,
      where: { ...ofAsker.where, repositoryId: repositoryId ?? 0 },
    }),
  ]);
  if (!namespace) return null;
  const { hidden, memberships } = namespace.team;
  return {
    located: { fullName: scope.name ?? "", namespace },
    namespace,
    teamMember: member,
    repositoryMember: own,
    canManageTeam: reader !== null && canManageMembers(reader, { hidden, members: memberships }),
    canManageRepository: reader !== null && owned,
  };
}

interface Context {
  reader: Actor | null;
  seen: SeenDecision;
  place: Place;
}

type OfKind<K extends Change["kind"]> = Extract<Change, { kind: K }>;

function offerOf(change: Change, context: Context): Offer {
  return { sentence: sentenceOf(change, namesIn(context)), ...helpWith(change, context) };
}

function namesIn({ seen, place }: Context): Names {
  return {
    who: seen.user?.username ?? "The account that you log in with",
    namespace: namespaceReference(place.namespace),
    repository: referenceOf(place.located),
    service: seen.row.service,
    token: seen.credential?.name,
  };
}

type Help = Pick<Offer, "button" | "link">;

/** The button or link for a change, if the reader may make it. */
function helpWith(change: Change, context: Context): Help {
  const { reader, seen, place } = context;
  switch (change.kind) {
    case "role":
      return change.in === "team" ? teamButton(change, context) : repositoryButton(change, context);
    case "visibility":
      return visibilityLink(change, place);
    case "other_token":
      return reader !== null && reader.id === seen.user?.id
        ? { link: { label: "Application tokens", href: paths.profile() } }
        : {};
    case "quota":
      return { link: { label: "Sizes and quota", href: paths.namespaceSizes(place.namespace) } };
    case "push_policy":
    case "deletion":
      return isAdmin(reader) ? { link: { label: "Settings", href: paths.settings() } } : {};
    case "sign_in":
      return {};
  }
}

function teamButton({ role }: OfKind<"role">, { seen, place }: Context): Help {
  const { namespace, teamMember, canManageTeam } = place;
  const user = changedUser(seen);
  if (!canManageTeam || user === null) return {};
  const label = `Make ${role}`;
  const { action, fields } =
    teamMember === null
      ? { action: paths.namespaceMembers(namespace), fields: { user, role } }
      : {
          action: paths.memberRole(namespace.team, teamMember),
          fields: { role, was: teamMember.role },
        };
  return { button: { label, action, fields } };
}

function repositoryButton({ role }: OfKind<"role">, { seen, place }: Context): Help {
  const { located, repositoryMember, canManageRepository } = place;
  const user = changedUser(seen);
  if (!canManageRepository || user === null) return {};
  const label = `Make ${role} of this repository`;
  const { action, fields } =
    repositoryMember === null
      ? { action: paths.repositoryMembers(located), fields: { user, role } }
      : {
          action: paths.repositoryRole(located, repositoryMember),
          fields: { role, was: repositoryMember.role },
        };
  return { button: { label, action, fields } };
}

/** Nobody gets a role for credentials that were refused. */
const changedUser = ({ row, user }: SeenDecision): string | null =>
  row.proof === "nobody" ? null : (user?.username ?? null);

function visibilityLink(change: OfKind<"visibility">, place: Place): Help {
  const { namespace, located, canManageTeam, canManageRepository } = place;
  if (change.namespace)
    return canManageTeam
      ? { link: { label: "Settings", href: paths.editNamespace(namespace) } }
      : {};
  return canManageRepository
    ? { link: { label: "Access", href: paths.repositoryAccess(located) } }
    : {};
}
