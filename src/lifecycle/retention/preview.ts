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
import { type Decision, decide } from "./decide.ts";
import { untaggedToDelete } from "./delete-tags.ts";
import { loadEvaluated } from "./evaluate.ts";
import { bytesFreed } from "./freed.ts";
import { comingNights, deletionsByNight, type Night } from "./nights.ts";
import { type Rules, rulesInForce } from "./saved-rules.ts";
import { fieldsOfRules } from "./schemas.ts";
import type { Scope } from "./scope.ts";

export interface PreviewRow extends Located {
  id: number;
  pushedAt: Date;
  tags: number;
  deleted: number;
  untagged: number; // manifests that would be deleted
  /** It, or its namespace, has its own rules: the previewed ones do not apply to it. */
  own: boolean;
  /** There are too many tags to evaluate it here; its own page previews it. */
  skipped: boolean;
  last: { at: Date; deleted: number; note: string | null } | null;
}

/** What rules would delete: tag by tag in a repository, otherwise as numbers for each repository. */
export interface Preview {
  decisions: Decision[]; // of one page
  tags: number; // decided in all
  newerFrom: number | null; // where the page before begins
  olderFrom: number | null;
  deleted: number; // of all tags
  untagged: number;
  freed: bigint | null; // bytes; null: not known, or too many tags to count them here
  nights: Night[]; // empty: nothing was previewed
  page: Page<PreviewRow> | null;
}

export const nothingPreviewed: Preview = {
  decisions: [],
  tags: 0,
  newerFrom: null,
  olderFrom: null,
  deleted: 0,
  untagged: 0,
  freed: null,
  nights: [],
  page: null,
};

/** Which page of the repositories or, in a repository, of the tags. */
export interface PreviewRequest extends PageRequest {
  from?: number;
}

const tagsPerPage = 100;
const maxCounted = 2_000; // tags of a repository whose freed bytes are counted for a page

const suggested = { newest: "10", pushedDays: "30" };

/** The fields of the form: the given ones, otherwise those of the rules in force, or a suggestion. */
export async function fieldsToPreview(
  scope: Scope,
  given: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  if (Object.keys(given).length > 0) return given;
  const found = await rulesInForce(scope);
  return found ? fieldsOfRules(found.rules) : suggested;
}

/** What rules would delete. Changes nothing. */
export async function previewRules(
  scope: Scope,
  rules: Rules,
  { from = 0, ...request }: PreviewRequest,
): Promise<Preview> {
  if (scope.kind !== "repository") return previewRepositories(scope, rules, request);
  const { id } = scope.repository;
  const now = new Date();
  const untagged = await untaggedToDelete(scope.repository, rules);
  const tags = (await loadEvaluated([id], rules)).get(id) ?? [];
  const decisions = decide(tags, rules, now);
  const deleted = decisions.filter((it) => it.deleted).map(({ name }) => name);
  const isCounted = tags.length <= maxCounted;
  const end = from + tagsPerPage;
  return {
    decisions: decisions.slice(from, end),
    tags: decisions.length,
    newerFrom: from > 0 ? Math.max(0, from - tagsPerPage) : null,
    olderFrom: end < decisions.length ? end : null,
    deleted: deleted.length,
    untagged: untagged.length,
    freed: isCounted ? await bytesFreed(id, { tags: deleted, untagged }) : null,
    nights: deletionsByNight(tags, rules, comingNights(now)),
    page: null,
  };
}

async function previewRepositories(
  scope: Scope,
  rules: Rules,
  request: PageRequest,
): Promise<Preview> {
  const page = await fetchPage(request, {
    size: 20,
    find: (at, take) => find(scope, at, take),
    position: ({ pushedAt, id }) => ({ at: pushedAt, id }),
  });
  const covered = atMostMaxTags(page.rows.filter((row) => !isOwn(scope, row)));
  const now = new Date();
  const tags = await loadEvaluated(covered, rules);
  const nights = [...tags.values()].map((all) => deletionsByNight(all, rules, comingNights(now)));
  const untagged = await untaggedIn(covered, rules);
  const rows = page.rows.map((row) => {
    const evaluated = tags.get(row.id);
    const { id, fullName, namespace, pushedAt, retained: last } = row;
    const deleted = decide(evaluated ?? [], rules, now).filter((it) => it.deleted).length;
    return {
      id,
      fullName,
      namespace,
      pushedAt,
      last,
      deleted,
      untagged: untagged.get(id) ?? 0,
      tags: row.tagsCount,
      own: isOwn(scope, row),
      skipped: !evaluated && !isOwn(scope, row),
    };
  });
  return { ...nothingPreviewed, page: { ...page, rows }, nights: sumOf(nights, now) };
}

/** The nights of several repositories together. */
function sumOf(all: readonly Night[][], now: Date): Night[] {
  return comingNights(now).map((at, n) => ({
    at,
    deleted: all.reduce((sum, nights) => sum + (nights[n]?.deleted ?? 0), 0),
  }));
}

export const maxPreviewedTags = 5_000; // which are loaded together

/** The ids of the repositories that are evaluated: all whose tags fit. */
function atMostMaxTags(rows: readonly Found[]): number[] {
  let tags = 0;
  const fits = ({ tagsCount }: Found) => {
    if (tags + tagsCount > maxPreviewedTags) return false;
    tags += tagsCount;
    return true;
  };
  return rows.filter(fits).map(({ id }) => id);
}

async function untaggedIn(ids: readonly number[], { untaggedDays }: Rules) {
  if (untaggedDays === null) return new Map<number, number>();
  return countOldUntagged(ids, new Date(Date.now() - untaggedDays * 86_400_000));
}

function isOwn(scope: Scope, { retention, namespace }: Found): boolean {
  return retention !== null || (scope.kind === "registry" && namespace.retention !== null);
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

function find(scope: Scope, at: PageRequest, take: number): Promise<Found[]> {
  return db.repository.findMany({
    where: { AND: [within(scope), past(at, "pushedAt")] },
    ...shown,
    orderBy: nearestFirst(at, "pushedAt"),
    take,
  });
}

function within(scope: Scope): Prisma.RepositoryWhereInput {
  if (scope.kind === "registry") return { namespace: { registryId: scope.registry.id } };
  if (scope.kind === "namespace") return { namespaceId: scope.namespace.id };
  return { id: scope.repository.id };
}
