import { z } from "zod";
import { actor } from "../accounts/current.ts";
import { findNamespace } from "../namespaces/list.ts";
import { TeamChoice } from "../namespaces/schemas.ts";
import { findTeam } from "../teams/visible.ts";
import { endpoint, IdParams } from "../web/api.ts";
import { deletionEndpoints } from "./endpoints.ts";
import { deleteNamespace } from "./namespaces.ts";
import { deleteTeam } from "./teams.ts";

export const endpoints = [
  ...deletionEndpoints,

  endpoint("delete", "/namespaces/:id", {
    summary: "Delete a namespace with its repositories, tags and images",
    params: IdParams,
    run: async ({ req, params }) =>
      deleteNamespace(actor(req), await findNamespace(actor(req), params.id)),
  }),

  endpoint("delete", "/teams/:id", {
    summary: "Delete a team with its namespaces, or give these to `new_team` before",
    params: IdParams,
    query: z.object({ new_team: TeamChoice.optional() }),
    run: async ({ req, params, query }) =>
      deleteTeam(actor(req), await findTeam(actor(req), params.id), query.new_team),
  }),
];
