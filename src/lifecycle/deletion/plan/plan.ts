import { createHash } from "node:crypto";
import { type FoundRepository, guardedBy } from "../../../catalogue/repositories/repositories.ts";
import type { Actor } from "../../../identity/actor/actor.ts";
import { type DeletionPlan, db, type Prisma } from "../../../platform/db/client.ts";
import { Invalid } from "../../../platform/errors.ts";
import { isIndexType } from "../../../registry/client/media-types.ts";
import { ensureCanDeleteImages } from "../../../tenancy/policy/deletion.ts";
import { ensureNoImmutableTags } from "../../immutable/guard.ts";
import { type Contents, closureOf } from "./closure.ts";
import { worldOf } from "./manifest-graph-source.ts";
import type { Choice, Selection } from "./selection.ts";
import { oldUntagged } from "./untagged.ts";

/** Says what would be deleted from a repository, and remembers it: only what was shown is deleted later. */
export async function makePlan(
  actor: Actor,
  repository: FoundRepository,
  selection: Selection,
): Promise<DeletionPlan> {
  ensureCanDeleteImages(actor, guardedBy(repository));
  const { namespaceId, namespace, fullName: subject } = repository;
  const contents = await contentsNow(repository.id, selection);
  await ensureNoImmutableTags(actor, repository.id, tagsIn(contents));
  const place = { namespaceId, teamId: namespace.teamId, repositoryId: repository.id, subject };
  return keepPlan(actor, { ...place, selection, contents, fingerprint: fingerprintOf(contents) });
}

/** Finds out anew what would be deleted. */
export async function contentsNow(repositoryId: number, chosen: Selection): Promise<Contents> {
  const world = await worldOf(repositoryId);
  const selection = await stillUntagged(repositoryId, chosen);
  const contents = closureOf(world, selection);
  const { gone, untagged, broken } = contents;
  const going = new Set(gone.map(({ digest }) => digest));
  const closed = world.find((it) => !it.read && isIndexType(it.mediaType) && !going.has(it.digest));
  if (closed && gone.length > 0)
    throw new Invalid({
      form: `What ${closed.tags[0] ?? closed.digest} lists is not known: Portus has not read it yet, and something that it needs could go. Try again in a minute, or delete that one with it.`,
    });
  if (broken.length > 0)
    throw new Invalid({
      form: `It is part of ${broken[0]}, which would be broken without it. Delete that one first.`,
    });
  if (gone.length + untagged.length === 0 && !("whole" in selection))
    throw new Invalid({ form: "Nothing of what was chosen is there. Choose at least one tag." });
  return contents;
}

/** Of the untagged manifests those that nothing names yet, and that nobody has just pushed. */
async function stillUntagged(repositoryId: number, selection: Selection): Promise<Selection> {
  if (!("tags" in selection) || !selection.untagged?.length) return selection;
  const old = new Set(await oldUntagged(repositoryId, new Date()));
  return { ...selection, untagged: selection.untagged.filter((digest) => old.has(digest)) };
}

/** The tags that go, with their images or without. */
export function tagsIn({ gone = [], untagged = [] }: Partial<Contents>): string[] {
  return [...gone.flatMap(({ tags }) => tags), ...untagged.map(({ tag }) => tag)];
}

interface Draft {
  subject: string;
  teamId: number;
  namespaceId: number | null;
  repositoryId?: number;
  selection: Choice;
  contents: object;
  fingerprint: string;
}

export function keepPlan(actor: Actor, draft: Draft): Promise<DeletionPlan> {
  const { selection, contents, ...rest } = draft;
  const json = {
    selection: selection as unknown as Prisma.InputJsonObject,
    contents: contents as Prisma.InputJsonObject,
  };
  const by = { byId: actor.id, byName: actor.username };
  return db.deletionPlan.create({ data: { ...rest, ...json, ...by } });
}

export function fingerprintOf(contents: object): string {
  return createHash("sha256").update(JSON.stringify(contents)).digest("base64url");
}
