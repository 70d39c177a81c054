import { record } from "../../history/record.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import { db, transaction } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { type Answer, fetchManifest } from "../../registry/client/client.ts";
import { putManifest } from "../../registry/client/put.ts";
import { allowedActions } from "../../tenancy/policy/policy.ts";
import { type FoundRepository, guardedBy } from "../repositories/repositories.ts";
import { isImmutable, patternsOf } from "../repositories/tags/immutable-patterns.ts";
import { expectMove } from "../repositories/tags/tag-moves.ts";
import { currentDigest, hasPointedTo } from "../repositories/tags/timeline.ts";
import { type FoundImage, findImage } from "./find.ts";

export interface Rollback {
  tag: string;
  /** The digest that the tag points to at the time of the request; empty for a deleted tag. */
  from: string;
  digest: string;
}

/** Points a tag to an earlier digest again, by pushing the same manifest under the tag. */
export async function rollBackTag(
  audit: ActorAudit,
  repository: FoundRepository,
  { tag, from, digest }: Rollback,
): Promise<void> {
  ensure(
    canRollBack(audit.actor, repository),
    "Only people who may push here may roll back a tag.",
  );
  if (((await currentDigest(repository.id, tag)) ?? "") !== from)
    throw new Invalid({ form: tagMoved });
  if (from && isImmutable(patternsOf(repository), tag)) throw new Invalid({ form: tagImmutable });
  if (!(await hasPointedTo(repository.id, tag, digest)))
    throw new Invalid({ form: neverPointedThere });

  const registry = await db.registry.findUniqueOrThrow({
    where: { id: repository.namespace.registryId },
  });
  const image = await findImage(repository.id, digest);
  const bytes = await bytesOf(image, () => fetchManifest(registry, repository.fullName, digest));
  const put = { tag, mediaType: image.mediaType, bytes, as: audit.actor.username };
  const move = { repositoryId: repository.id, tag, digest, byName: audit.actor.username };
  const cancel = await expectMove({ ...move, cause: "rollback" });
  const error = await putManifest(registry, repository.fullName, put);
  if (error) {
    await cancel();
    throw new Invalid({ form: error.message });
  }

  await transaction((tx) =>
    record(tx, audit, {
      key: "tag.point_back",
      subject: repository.fullName,
      registryId: registry.id,
      teamId: repository.namespace.teamId,
      namespaceId: repository.namespaceId,
      repositoryId: repository.id,
      details: { tag, digest, from },
    }),
  );
}

export function canRollBack(actor: Actor | null, repository: FoundRepository): boolean {
  return allowedActions(actor, guardedBy(repository), config.rules).includes("push");
}

const tagMoved = "The tag was moved or deleted meanwhile. Check its timeline and try again.";
const tagImmutable =
  "The tag is immutable here and can't be rolled back. Owners can change which tags are immutable.";
const neverPointedThere = "The tag never pointed to this digest. Choose one from its timeline.";

async function bytesOf({ payload }: FoundImage, fetch: () => Promise<Answer<{ bytes: Buffer }>>) {
  if (payload) return payload;
  const fetched = await fetch();
  if (!fetched.ok) throw new Invalid({ form: fetched.error.message });
  return fetched.value.bytes;
}
