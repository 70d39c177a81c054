import { z } from "zod";
import { actor, audit } from "../../../identity/actor/request.ts";
import { text } from "../../../platform/bounded-text.ts";
import { Invalid } from "../../../platform/errors.ts";
import {
  answerList,
  endpoint,
  IdParams,
  ListQuery,
  NestedQuery,
  sorted,
} from "../../../platform/http/api/endpoint.ts";
import { findTeam, findTeamByName } from "../../teams/find.ts";
import { changeNamespace } from "../change.ts";
import { createNamespace, nameRefusal } from "../create.ts";
import { findNamespace } from "../find.ts";
import { namespaceListing, teamNamespaceListing } from "../list.ts";
import { NamespaceEntity, presentNamespace } from "../present.ts";
import { NameQuery, NamespaceForm, Visibility } from "../schemas.ts";

const sort_attr = z.enum(["id", "name", "created_at", "updated_at"]).default("id");
const NamespacesQuery = ListQuery.extend({ sort_attr });
const OfTeamQuery = NestedQuery.extend({ sort_attr });

const Changes = z.object({
  name: text(255, { kind: "raw" }).optional(),
  description: NamespaceForm.shape.description.unwrap().optional(),
  visibility: Visibility.optional(),
  team: NamespaceForm.shape.team.optional(),
});

export const endpoints = [
  endpoint("get", "/namespaces", {
    summary: "List the namespaces that you may see",
    query: NamespacesQuery,
    answer: z.array(NamespaceEntity),
    run: async (call) =>
      answerList(call, await namespaceListing(actor(call.req), sorted(call.query))),
  }),

  endpoint("get", "/teams/:id/namespaces", {
    summary: "The namespaces of a team",
    params: IdParams,
    query: OfTeamQuery,
    answer: z.array(NamespaceEntity),
    run: async (call) => {
      const team = await findTeam(actor(call.req), call.params.id);
      return answerList(call, teamNamespaceListing(team, sorted(call.query)));
    },
  }),

  endpoint("get", "/namespaces/validate", {
    summary: "Whether a namespace name is available, and if not, why",
    query: NameQuery,
    answer: z.object({ valid: z.boolean(), messages: z.record(z.string(), z.array(z.string())) }),
    run: async ({ req, query: { name, registry } }) => {
      const why = await nameRefusal(actor(req), name, registry);
      return { valid: why === null, messages: why === null ? {} : { name: [why] } };
    },
  }),

  endpoint("post", "/namespaces", {
    summary: "Create a namespace in a team, given the team's name",
    body: NamespaceForm,
    wrapper: "namespace",
    status: 201,
    answer: NamespaceEntity,
    run: async ({ req, body }) => {
      await findTeamByName(actor(req), body.team); // 404 for an unknown team, as in SUSE Portus
      const { id } = await createNamespace(audit(req), body);
      return presentNamespace(await findNamespace(actor(req), id));
    },
  }),

  endpoint("get", "/namespaces/:id", {
    summary: "Get a namespace",
    params: IdParams,
    answer: NamespaceEntity,
    run: async ({ req, params }) => presentNamespace(await findNamespace(actor(req), params.id)),
  }),

  endpoint("put", "/namespaces/:id", {
    summary: "Change a namespace's description, visibility or team",
    params: IdParams,
    body: Changes,
    wrapper: "namespace",
    answer: NamespaceEntity,
    run: async ({ req, params, body }) => {
      const namespace = await findNamespace(actor(req), params.id);
      const { name, description, visibility, team } = body;
      if (name !== undefined && name !== presentNamespace(namespace).name)
        throw new Invalid({ name: "A namespace can't be renamed: its images use the name." });

      const other = team === namespace.team.name ? undefined : team;
      await changeNamespace(audit(req), namespace, { description, visibility, team: other });
      return presentNamespace(await findNamespace(actor(req), params.id));
    },
  }),
];
