import { z } from "zod";
import { type Actor, actor } from "../accounts/current.ts";
import { db } from "../db/client.ts";
import { NotFound } from "../errors.ts";
import { findRepository } from "../repositories/repositories.ts";
import { repositoriesWithinLimit } from "../repositories/visible.ts";
import { endpoint, IdParams } from "../web/api.ts";
import type { Selection } from "./closure.ts";
import { executePlan } from "./perform.ts";
import { makePlan } from "./plans.ts";
import { undo } from "./undo.ts";

const NotPutBack = z.object({ not_put_back: z.array(z.string()) });

/** Programs say at once what they want gone; what was deleted is found on the page of deletions, and can be put back. */
export const deletionEndpoints = [
  endpoint("delete", "/tags/:id", {
    summary: "Delete the image that a tag names, with all its tags in the repository",
    limited: true,
    params: IdParams,
    run: async ({ req, params }) => {
      const repository = await repositoryWith(actor(req), { tags: { some: { id: params.id } } });
      const { manifest } = await db.tag
        .findUniqueOrThrow({ where: { id: params.id }, select: { manifest: true } })
        .catch(noTag);
      await planned(actor(req), repository, { digest: manifest.digest });
    },
  }),

  endpoint("delete", "/repositories/:id", {
    summary: "Delete a repository with its tags and images",
    limited: true,
    params: IdParams,
    run: async ({ req, params }) =>
      planned(actor(req), await repositoryWith(actor(req), { id: params.id }), { whole: true }),
  }),

  endpoint("post", "/deletions/:id/undo", {
    summary: "Put back what a deletion took; answers the tags that name something else by now",
    limited: true,
    params: IdParams,
    answer: NotPutBack,
    run: async ({ req, params }) => ({ not_put_back: await undo(actor(req), params.id) }),
  }),
];

async function planned(who: Actor, fullName: string, selection: Selection): Promise<void> {
  const plan = await makePlan(who, await findRepository(who, fullName), selection);
  await executePlan(who, plan.id);
}

type Where = { id: number } | { tags: { some: { id: number } } };

async function repositoryWith(who: Actor, where: Where): Promise<string> {
  const visible = await repositoriesWithinLimit(who);
  const found = await db.repository.findFirst({ where: { AND: [visible, where] } });
  if (!found) throw new NotFound("id" in where ? "repository" : "tag");
  return found.fullName;
}

function noTag(): never {
  throw new NotFound("tag");
}
