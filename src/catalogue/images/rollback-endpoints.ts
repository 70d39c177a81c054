import { z } from "zod";
import { actor } from "../../identity/actor/actor.ts";
import { endpoint, IdParams } from "../../platform/http/api.ts";
import { findRepositoryById } from "../repositories/repositories.ts";
import { pointBack } from "./rollback.ts";
import { PointBackForm } from "./schemas.ts";

const RollbackBody = PointBackForm.extend({
  tag: z.string().max(128),
  from: PointBackForm.shape.from.describe("What the tag names now; empty if it is gone."),
});

export const rollbackEndpoints = [
  endpoint("post", "/repositories/:id/rollback", {
    summary: "Roll a tag back to an image that it named before",
    params: IdParams,
    body: RollbackBody,
    status: 202,
    answer: z.object({ tag: z.string(), digest: z.string() }),
    run: async ({ req, params, body }) => {
      const repository = await findRepositoryById(actor(req), params.id);
      await pointBack(actor(req), repository, body);
      return { tag: body.tag, digest: body.digest };
    },
  }),
];
