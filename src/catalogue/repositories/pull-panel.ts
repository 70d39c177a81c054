import { db } from "../../platform/db/client.ts";
import { isOrdinary } from "../../registry/client/referrers.ts";
import type { Kind } from "./kinds.ts";
import { type PullLine, pullLines } from "./pull-lines.ts";
import { type PullableTag, preferredTags, pullableTag } from "./tags/preferred-tags.ts";

export interface PullPanel {
  tag: string;
  kind: Kind;
  /** Empty for a build cache, which nobody pulls. */
  lines: PullLine[];
  /** Tags to choose from: the one shown, the suggested one, then the newest. */
  choices: string[];
  /** The tag that was asked for, if there is none of this name. */
  missing: string | null;
}

/** How to pull the tag that was asked for, or else the suggested one; null if there are no tags. */
export async function pullPanel(
  repositoryId: number,
  asked: string | undefined,
): Promise<PullPanel | null> {
  const [preferred, found, newest] = await Promise.all([
    preferredTags([repositoryId]),
    asked ? pullableTag(repositoryId, asked) : null,
    newestTags(repositoryId),
  ]);
  const suggested = preferred.get(repositoryId);
  const shown = found ?? suggested;
  if (!shown) return null;
  const names = [shown, suggested].flatMap((tag) => tag?.name ?? []);
  return {
    tag: shown.name,
    kind: shown.kind,
    lines: linesOf(shown),
    choices: [...new Set([...names, ...newest])],
    missing: asked && !found ? asked : null,
  };
}

function linesOf({ target, name, digest }: PullableTag): PullLine[] {
  return pullLines(target, { tag: name, digest });
}

const maxChoices = 12;

async function newestTags(repositoryId: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT name FROM tags WHERE repository_id = ${repositoryId} AND ${isOrdinary("tags")}
    ORDER BY pushed_at DESC, id DESC LIMIT ${maxChoices}`;
  return rows.map(({ name }) => name);
}
