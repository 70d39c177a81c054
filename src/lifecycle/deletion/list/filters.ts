import { type DeletionPlan, db, type Prisma } from "../../../platform/db/client.ts";
import { escapeLike } from "../../../platform/db/text.ts";
import { findRegistryByHost } from "../../../registry/registries.ts";
import { readReference } from "../../../registry/resolve.ts";
import { restoreDays } from "../../times.ts";
import type { DeletionFilters, State } from "./schemas.ts";

type Where = Prisma.DeletionPlanWhereInput;

/** Deletions that match all filters. Names that match nothing are no error: a deleted namespace has no row to find. */
export async function matching(filters: DeletionFilters): Promise<Where> {
  const { q, who, state, namespace, team, repository } = filters;
  const all: Where[] = [state ? inState(state, new Date()) : everRun];
  if (who) all.push({ byName: who.toLowerCase() });
  if (team) all.push(await inTeam(team));
  if (namespace) all.push(await inNamespace(namespace));
  if (repository) all.push(await ofRepository(repository));
  if (q) all.push(await named(q));
  return { AND: all };
}

/** Plans that were run, or tried in vain. Others were never confirmed. */
const everRun: Where = { OR: [{ executedAt: { not: null } }, { note: { not: null } }] };

const dayMs = 86_400_000;

/** Deletions in a state. At any time, a deletion that was run has one state; if part of it failed, also `failed`. */
export function inState(state: State, now: Date): Where {
  const ended = { finishedAt: { not: null }, tryAfter: null, restoredAt: null };
  switch (state) {
    case "restorable":
      return { ...ended, restorableUntil: { gt: now } };
    case "expired": // the time of its plan bounds the index, since a plan is run after it was made
      return {
        ...ended,
        restorableUntil: { lte: now },
        createdAt: { lt: new Date(now.getTime() - restoreDays * dayMs) },
      };
    case "restored":
      return { restoredAt: { not: null } };
    case "running":
      return { tryAfter: { not: null } };
    case "failed":
      return { note: { not: null }, tryAfter: null, restoredAt: null };
  }
}

type Shown = Pick<
  DeletionPlan,
  "executedAt" | "finishedAt" | "restoredAt" | "restorableUntil" | "tryAfter"
>;

/** The state of a listed deletion. `failed`: nothing was deleted; the note of a deletion that was run says what failed. */
export function stateOf(plan: Shown, now = new Date()): State {
  if (plan.restoredAt) return "restored";
  if (plan.tryAfter) return "running";
  if (!plan.executedAt) return "failed";
  if (!plan.finishedAt) return "running";
  return plan.restorableUntil && plan.restorableUntil > now ? "restorable" : "expired";
}

async function inTeam(name: string): Promise<Where> {
  const team = await db.team.findFirst({ where: { name, hidden: false }, select: { id: true } });
  return { OR: [{ kind: "team", subject: name }, ...(team ? [{ teamId: team.id }] : [])] };
}

/** In a namespace as it is, and in a deleted one of this name. */
async function inNamespace(reference: string): Promise<Where> {
  const { registryId, fullName: name } = await placeOf(reference);
  const found = await db.namespace.findFirst({
    where: { name, registryId },
    select: { id: true },
  });
  const deleted = { namespaceId: null, registryId, kind: { not: "team" } } satisfies Where;
  const inside = [{ subject: name }, { subject: { startsWith: `${escapeLike(name)}/` } }];
  return {
    OR: [
      ...(found ? [{ namespaceId: found.id }] : []),
      ...(name ? [{ ...deleted, OR: inside }] : []),
    ],
  };
}

async function ofRepository(reference: string): Promise<Where> {
  const { registryId, fullName: subject } = await placeOf(reference);
  return { kind: "images", subject, registryId };
}

async function placeOf(reference: string) {
  const { hostname, fullName } = await readReference(reference);
  return { registryId: (await findRegistryByHost(hostname))?.id ?? 0, fullName };
}

const maxTagged = 1_000;

/** With the text in the name, or with exactly this tag. */
async function named(text: string): Promise<Where> {
  const tag = text.replace(/^.*:/s, ""); // of a reference such as web/site:1.2
  const [subject = ""] = text.split(":");
  const tagged = await db.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT plan_id AS id FROM deletion_steps WHERE tags @> ARRAY[${tag}]
    ORDER BY id DESC LIMIT ${maxTagged}`;
  const contains = { contains: escapeLike(subject), mode: "insensitive" } as const;
  const withTag = { id: { in: tagged.map(({ id }) => id) } };
  const both = text.includes(":");
  return both
    ? { AND: [{ subject: contains }, withTag] }
    : { OR: [{ subject: contains }, withTag] };
}
