import { z } from "zod";
import { actor, audit, visitor } from "../../../identity/actor/request.ts";
import {
  answerList,
  endpoint,
  IdParams,
  ListQuery,
  sorted,
} from "../../../platform/http/api/endpoint.ts";
import { countWithinLimit, repositoriesWithinLimit } from "../../../tenancy/policy/visible.ts";
import { describeRepository } from "../change.ts";
import { findRepositoryById, findRepositoryWithinLimit } from "../find.ts";
import { repositoryListing } from "../list.ts";
import { presentRepository, RepositoryEntity } from "../present.ts";
import { DescriptionBody } from "../schemas.ts";
import { endpoints as access } from "./access.ts";
import { discussionEndpoints } from "./discussion.ts";
import { namespaceEndpoints } from "./namespaces.ts";
import { tagEndpoints } from "./tags.ts";

const RepositoriesQuery = ListQuery.extend({
  sort_attr: z.enum(["id", "name", "created_at", "updated_at", "pushed_at"]).default("id"),
});

export const endpoints = [
  endpoint("get", "/repositories", {
    summary: "The repositories that you may pull from",
    allowsLimitedTokens: true,
    query: RepositoriesQuery,
    answer: z.array(RepositoryEntity),
    run: async (call) => {
      const caller = visitor(call.req);
      const where = await repositoriesWithinLimit(caller);
      const count = () => countWithinLimit(caller, where);
      return answerList(call, repositoryListing(where, sorted(call.query), count));
    },
  }),

  endpoint("get", "/repositories/:id", {
    summary: "One repository",
    allowsLimitedTokens: true,
    params: IdParams,
    answer: RepositoryEntity,
    run: async ({ req, params }) =>
      presentRepository(await findRepositoryWithinLimit(visitor(req), params.id)),
  }),

  endpoint("put", "/repositories/:id", {
    summary: "Set the description of a repository",
    allowsRestrictedTokens: true,
    params: IdParams,
    body: DescriptionBody,
    wrapper: "repository",
    answer: RepositoryEntity,
    run: async ({ req, params, body }) => {
      const repository = await findRepositoryById(actor(req), params.id);
      await describeRepository(audit(req), repository, body.description);
      return presentRepository(await findRepositoryWithinLimit(visitor(req), params.id));
    },
  }),

  ...tagEndpoints,
  ...access,
  ...discussionEndpoints,
  ...namespaceEndpoints,
];
