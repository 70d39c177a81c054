import { z } from "zod";
import type { Actor } from "../../../identity/actor/actor.ts";
import { text } from "../../../platform/bounded-text.ts";
import { orNull } from "../../../platform/errors.ts";
import { isDigest } from "../../../registry/names.ts";
import { type FoundRepository, findRepository } from "../../repositories/find.ts";
import type { FoundImage } from "../find.ts";
import { readConfig } from "../manifest/config.ts";
import { readReference } from "../references/query.ts";

/** The base that an image names itself. */
export interface NamedBase {
  /** As the image writes it, of any registry. */
  name: string;
  tag: string | undefined;
  digest: string | undefined;
  /** Null if it is in no repository that the actor may see. */
  repository: FoundRepository | null;
}

const maxNameLength = 900;
const word = text(maxNameLength).optional().catch(undefined);

// https://github.com/opencontainers/image-spec/blob/main/annotations.md
const BaseAnnotations = z.object({
  "org.opencontainers.image.base.name": word,
  "org.opencontainers.image.base.digest": word,
});

/** The base that the annotations of an image name, or else its labels; null if none does. */
export async function namedBase(
  actor: Actor | null,
  { annotations, config }: Pick<FoundImage, "annotations" | "config">,
): Promise<NamedBase | null> {
  const labels = config ? readConfig(config).labels : {};
  const annotated = BaseAnnotations.safeParse({ ...labels, ...Object(annotations ?? {}) }).data;
  const named = annotated?.["org.opencontainers.image.base.name"];
  if (!named) return null;
  const { name, tag, digest } = readReference(named);
  const inName = digest && `${digest.algorithm}:${digest.hex}`;
  const given = annotated["org.opencontainers.image.base.digest"];
  return {
    name: named,
    tag: inName ? undefined : (tag ?? "latest"),
    digest: [given, inName].find((it) => it && isDigest(it)) ?? undefined,
    repository: await findRepository(actor, name).catch(orNull),
  };
}
