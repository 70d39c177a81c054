import { createHash } from "node:crypto";
import { type FoundRepository, guardedBy } from "../../../catalogue/repositories/find.ts";
import { findTag } from "../../../catalogue/repositories/tags/tag-listing.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import { type DeletionPlan, db, type Prisma } from "../../../platform/db/client.ts";
import type { DeletionKind, Visibility } from "../../../platform/db/generated/enums.ts";
import { Invalid } from "../../../platform/errors.ts";
import { isIndexType } from "../../../registry/client/media-types.ts";
import { visibilityOf } from "../../../tenancy/policy/policy.ts";
import { ensureNoImmutableTags } from "../../immutable/guard.ts";
import { ensureCanDeleteImages } from "../access.ts";
import { deleterColumns } from "../requester.ts";
import { type Contents, closureOf, tagsIn } from "./closure.ts";
import { loadManifestGraph } from "./manifest-graph-source.ts";
import type { PlanSelection, Selection } from "./selection.ts";
import { type Summary, summaryOfImages } from "./summary.ts";
import { oldUntagged } from "./untagged.ts";

/** Stores what would be deleted from a repository: later, only what was shown is deleted. */
export async function makePlan(
  audit: ActorAudit,
  repository: FoundRepository,
  selection: Selection,
): Promise<DeletionPlan> {
  ensureCanDeleteImages(audit.actor, guardedBy(repository));
  const { namespaceId, namespace, fullName: subject } = repository;
  const { id: repositoryId } = repository;
  const contents = await currentContents(repositoryId, selection);
  await ensureNoImmutableTags(audit.actor, { repositoryId, tags: tagsIn(contents) });
  const { teamId, registryId } = namespace;
  return storePlan(audit, {
    kind: "images",
    subject,
    repositoryId,
    namespaceId,
    teamId,
    registryId,
    visibility: visibilityOf(guardedBy(repository)),
    summary: summaryOfImages(contents),
    selection,
    contents,
    fingerprint: fingerprintOf(contents),
  });
}

type FoundTag = Awaited<ReturnType<typeof findTag>>;

/** Plans the deletion of a tag alone, or of its image with all its tags. 404 if the tag was deleted in the meantime. */
export async function planTag(
  audit: ActorAudit,
  repository: FoundRepository,
  { tag, only }: { tag: FoundTag; only?: "tag" | undefined },
): Promise<DeletionPlan> {
  const selection = only ? { tags: [tag.name] } : { digest: tag.manifest.digest };
  try {
    return await makePlan(audit, repository, selection);
  } catch (error) {
    await findTag(audit.actor, { id: tag.id });
    throw error;
  }
}

/** Plans the deletion of the untagged manifests that were unused for a number of days. */
export async function planOldUntagged(
  audit: ActorAudit,
  repository: FoundRepository,
  days: number,
): Promise<DeletionPlan> {
  const untagged = await oldUntagged(repository.id, new Date(Date.now() - days * 86_400_000));
  if (untagged.length === 0)
    throw new Invalid({ days: "No untagged manifest is that old. Give fewer days." });
  return makePlan(audit, repository, { tags: [], untagged });
}

/** What would be deleted now. Throws Invalid if that would break something, or nothing is left to delete. */
export async function currentContents(repositoryId: number, chosen: Selection): Promise<Contents> {
  if ("tags" in chosen && chosen.tags.length + (chosen.untagged?.length ?? 0) === 0)
    throw new Invalid({ form: "You selected nothing to delete." });
  const graph = await loadManifestGraph(repositoryId);
  const selection = await stillUntagged(repositoryId, chosen);
  const contents = closureOf(graph, selection);
  const { deleted, untagged, broken } = contents;
  const digests = new Set(deleted.map(({ digest }) => digest));
  const unread = [...graph.values()].find(
    (it) => !it.read && isIndexType(it.mediaType) && !digests.has(it.digest),
  );
  if (unread && deleted.length > 0)
    throw new Invalid({
      form: `Portus has not read ${unread.tags[0] ?? unread.digest} yet: it may list something that would be deleted. Try again in a minute, or delete it too.`,
    });
  if (broken.length > 0)
    throw new Invalid({
      form: `It is part of ${broken[0]}, which would be broken without it. Delete that index first.`,
    });
  if (deleted.length + untagged.length === 0 && !("whole" in selection))
    throw new Invalid({ form: "The selected tags no longer exist." });
  return contents;
}

/** Drops manifests that were tagged, listed or pushed since they were selected. */
async function stillUntagged(repositoryId: number, selection: Selection): Promise<Selection> {
  if (!("tags" in selection) || !selection.untagged?.length) return selection;
  const old = new Set(await oldUntagged(repositoryId, new Date()));
  return { ...selection, untagged: selection.untagged.filter((digest) => old.has(digest)) };
}

/** What is stored of a plan before it has an author and a time. */
export interface Draft {
  kind: DeletionKind;
  subject: string;
  visibility?: Visibility;
  summary: Summary;
  registryId?: number;
  teamId: number;
  namespaceId: number | null;
  repositoryId?: number;
  selection: PlanSelection;
  contents: object;
  fingerprint: string;
}

export function storePlan(audit: ActorAudit, draft: Draft): Promise<DeletionPlan> {
  const { selection, contents, summary, ...rest } = draft;
  const json = {
    selection: selection as unknown as Prisma.InputJsonObject, // plain JSON: only its type has no index
    contents: contents as Prisma.InputJsonObject, // plain JSON, too
    summary: summary as Prisma.InputJsonObject, // likewise
  };
  return db.deletionPlan.create({ data: { ...rest, ...json, ...deleterColumns(audit) } });
}

export function fingerprintOf(contents: object): string {
  return createHash("sha256").update(JSON.stringify(contents)).digest("base64url");
}
