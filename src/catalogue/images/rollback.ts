import { record } from "../../history/record.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import { config } from "../../platform/config/config.ts";
import { db, transaction } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import { type Answer, fetchManifest } from "../../registry/client/client.ts";
import { putManifest } from "../../registry/client/put.ts";
import { type FoundRepository, guardedBy } from "../repositories/find.ts";
import { canRollBack } from "../repositories/policy.ts";
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

/** Pushes the manifest of an earlier digest again, under the tag. */
export async function rollBackTag(
  audit: ActorAudit,
  repository: FoundRepository,
  rollback: Rollback,
): Promise<void> {
  ensure(
    canRollBack(audit.actor, guardedBy(repository), config.rules),
    "Only people who may push here may roll back a tag.",
  );
  await ensureRollbackAllowed(repository, rollback);
  await pushEarlier(audit.actor, repository, rollback);

  const { id: repositoryId, namespaceId, namespace, fullName: subject } = repository;
  const { registryId, teamId } = namespace;
  // Recorded after the push, because the registry may refuse it, and no transaction spans both.
  await transaction((tx) =>
    record(tx, audit, {
      key: "tag.point_back",
      subject,
      registryId,
      teamId,
      namespaceId,
      repositoryId,
      details: { tag: rollback.tag, digest: rollback.digest, from: rollback.from },
    }),
  );
}

async function ensureRollbackAllowed(repository: FoundRepository, { tag, from, digest }: Rollback) {
  if (((await currentDigest(repository.id, tag)) ?? "") !== from)
    throw new Invalid({ form: tagMoved });
  if (from && isImmutable(patternsOf(repository), tag)) throw new Invalid({ form: tagImmutable });
  if (!(await hasPointedTo(repository.id, tag, digest)))
    throw new Invalid({ form: neverPointedThere });
}

const tagMoved = "The tag was moved or deleted in the meantime. Check its timeline and try again.";
const tagImmutable =
  "The tag is immutable here and can't be rolled back. Owners can change which tags are immutable.";
const neverPointedThere = "The tag never pointed to this digest. Choose one from its timeline.";

async function pushEarlier(
  actor: Actor,
  { id: repositoryId, fullName, namespace }: FoundRepository,
  { tag, digest }: Rollback,
): Promise<void> {
  const registry = await db.registry.findUniqueOrThrow({ where: { id: namespace.registryId } });
  const image = await findImage(repositoryId, digest);
  const bytes = await bytesOf(image, () => fetchManifest(registry, fullName, digest));
  const move = { repositoryId, tag, digest, byName: actor.username, cause: "rollback" } as const;
  const cancel = await expectMove(move);
  const put = { tag, mediaType: image.mediaType, bytes, as: actor.username };
  const error = await putManifest(registry, fullName, put);
  if (!error) return;
  await cancel();
  throw new Invalid({ form: error.message });
}

async function bytesOf({ payload }: FoundImage, fetch: () => Promise<Answer<{ bytes: Buffer }>>) {
  if (payload) return payload;
  const fetched = await fetch();
  if (!fetched.ok) throw new Invalid({ form: fetched.error.message });
  return fetched.value.bytes;
}
