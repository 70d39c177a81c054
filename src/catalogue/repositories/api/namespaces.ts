import { z } from "zod";
import { actor } from "../../../identity/actor/request.ts";
import {
  answerList,
  endpoint,
  IdParams,
  NestedQuery,
} from "../../../platform/http/api/endpoint.ts";
import { findNamespace } from "../../../tenancy/namespaces/find.ts";
import { repositoriesVisibleTo } from "../../../tenancy/policy/visible.ts";
import { repositoryListing } from "../list.ts";
import { RepositoryEntity } from "../present.ts";

export const namespaceEndpoints = [
  endpoint("get", "/namespaces/:id/repositories", {
    summary: "The repositories of a namespace",
    params: IdParams,
    query: NestedQuery,
    answer: z.array(RepositoryEntity),
    run: async (call) => {
      const { req, params, query } = call;
      const { id: namespaceId } = await findNamespace(actor(req), params.id);
      const where = { namespaceId, AND: repositoriesVisibleTo(actor(req)) };
      return answerList(call, repositoryListing(where, [{ id: query.sort_order }]));
    },
  }),
];
