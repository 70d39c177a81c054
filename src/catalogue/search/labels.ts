import { db } from "../../platform/db/client.ts";
import { repositoryVisibleTo } from "../../tenancy/policy/visible.ts";
import { type DigestMatch, ownTags } from "./digests.ts";
import { located, type MatchQuery, matchesOf } from "./matches.ts";

/** How many images one search looks at: the label of a base image can be in all of them. */
const maxConsidered = 1_000;

/** Images with a label or annotation that is this text, or `key=value`. Relies on image_labels_words_idx. */
export function findLabels({ actor, size }: Omit<MatchQuery, "by">, word: string) {
  return matchesOf<DigestMatch>(db.$queryRaw`
    SELECT found.*, ${ownTags}
    FROM (
      SELECT manifests.id, manifests.digest, manifests.kind, ${located}, manifests.pushed_at AS "pushedAt",
        FALSE AS "byConfig", count(*) OVER ()::int AS count
      FROM (SELECT manifest_id FROM image_labels WHERE words @> ARRAY[${word}] LIMIT ${maxConsidered}) AS labelled
        JOIN manifests ON manifests.id = labelled.manifest_id
        JOIN repositories ON repositories.id = manifests.repository_id
        JOIN namespaces ON namespaces.id = repositories.namespace_id
      WHERE ${repositoryVisibleTo(actor)}
      ORDER BY manifests.pushed_at DESC, manifests.id DESC LIMIT ${size}) AS found`);
}

/** What is looked up for a text: `label:` in front of it says that a label is meant. */
export function labelWord(text: string): string | null {
  const word = text.replace(/^label:\s*/i, "").toLowerCase();
  return word.length >= 3 && word.length <= 400 ? word : null;
}
