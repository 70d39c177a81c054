import { actor, audit } from "../../../identity/actor/request.ts";
import { type Call, endpoint, IdParams } from "../../../platform/http/api/endpoint.ts";
import { addComment, deleteComment } from "../discussion/comments.ts";
import { star, unstar } from "../discussion/stars.ts";
import { findRepositoryById } from "../find.ts";
import { CommentForm } from "../schemas.ts";

const CommentParams = IdParams.extend({ comment_id: IdParams.shape.id });
const path = "/repositories/:id";

export const discussionEndpoints = [
  endpoint("put", `${path}/star`, {
    summary: "Star a repository",
    allowsRestrictedTokens: true,
    params: IdParams,
    run: async (call) => star(actor(call.req), await findRepositoryOf(call)),
  }),

  endpoint("delete", `${path}/star`, {
    summary: "Unstar a repository",
    params: IdParams,
    run: async (call) => unstar(actor(call.req), await findRepositoryOf(call)),
  }),

  endpoint("post", `${path}/comments`, {
    summary: "Comment on a repository",
    allowsRestrictedTokens: true,
    params: IdParams,
    body: CommentForm,
    run: async (call) =>
      void (await addComment(audit(call.req), await findRepositoryOf(call), call.body.body)),
  }),

  endpoint("delete", `${path}/comments/:comment_id`, {
    summary: "Delete a comment",
    params: CommentParams,
    run: async (call) =>
      deleteComment(audit(call.req), await findRepositoryOf(call), call.params.comment_id),
  }),
];

function findRepositoryOf({
  req,
  params,
}: Pick<Call<{ id: number }, unknown, unknown>, "req" | "params">) {
  return findRepositoryById(actor(req), params.id);
}
