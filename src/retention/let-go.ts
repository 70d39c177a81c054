import type { Actor } from "../accounts/current.ts";
import { db } from "../db/client.ts";
import { Invalid } from "../errors.ts";
import { executePlan } from "../removal/perform.ts";
import { makePlan } from "../removal/plans.ts";
import type { FoundRepository } from "../repositories/repositories.ts";
import { judgeTags } from "./judge.ts";
import { ensureMeant, type Rules } from "./rules.ts";

export interface Outcome {
  deletion: number | null; // the plan, by which it can be put back
  deleted: number; // tags
  left: string | null; // why not all of them went
}

/** Deletes the tags of a repository that rules let go, by a plan like anybody's: it can be undone. */
export async function letGo(
  actor: Actor,
  repository: FoundRepository,
  rules: Rules,
): Promise<Outcome> {
  ensureMeant(rules);
  const decisions = await judgeTags(repository.id, rules);
  const tags = decisions.filter(({ goes }) => goes).map(({ name }) => name);
  if (tags.length === 0) return { deletion: null, deleted: 0, left: null };

  const plan = await makePlan(actor, repository, { tags });
  const left = await executePlan(actor, plan.id).then(() => null, inWords);
  return { deletion: plan.id, deleted: tags.length - (await countOf(repository, tags)), left };
}

async function countOf({ id }: FoundRepository, tags: readonly string[]): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM tags WHERE repository_id = ${id} AND name = ANY (${tags}::text[])`;
  return row?.count ?? 0;
}

function inWords(error: unknown): string {
  if (error instanceof Invalid) return Object.values(error.fields).join(" ");
  throw error;
}
